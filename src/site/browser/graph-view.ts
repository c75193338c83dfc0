/** Where the nodes of a graph are on the screen. */
import type { SiteIndex } from "../data.ts"

export interface Scene {
  readonly index: SiteIndex
  /** Places of the nodes that are shown, in the index. */
  readonly nodes: readonly number[]
  readonly x: Float64Array
  readonly y: Float64Array
  /** From, to: positions in `nodes`. */
  readonly edges: Int32Array
}

export interface View {
  scale: number
  left: number
  top: number
}

export const nodeWidth = 190
export const nodeHeight = 30
export const columnGap = 280
export const rowGap = 46

/** The part of the screen that a graph has. */
interface Room {
  readonly clientWidth: number
  readonly clientHeight: number
}

/** Names can be read from here on. */
export const readable = 0.45

/** On a screen that is held in a hand. */
const comfortable = 0.6
const narrow = 640
const margin = 24
/** The buttons and the small picture of the whole cover the lower end of such a screen. */
const covered = 84
/** Of more nodes, all are shown first. */
const few = 60

/** The node at a point of the canvas, as a position in the scene's nodes. */
export function nodeAt({ nodes, x, y }: Scene, view: View, left: number, top: number): number | undefined {
  const [px, py] = [(left - view.left) / view.scale, (top - view.top) / view.scale]
  const slack = view.scale < 0.2 ? 4 / view.scale : 0
  const found = nodes.findIndex((_, at) => {
    const [nx, ny] = [x[at] ?? 0, y[at] ?? 0]
    return (
      px >= nx - slack && px <= nx + nodeWidth + slack && py >= ny - slack && py <= ny + nodeHeight + slack
    )
  })
  return found === -1 ? undefined : found
}

export interface Bounds {
  readonly width: number
  readonly height: number
}

export function boundsOf({ x, y }: Scene): Bounds {
  let [width, height] = [nodeWidth, nodeHeight]
  for (const each of x) width = Math.max(width, each + nodeWidth)
  for (const each of y) height = Math.max(height, each + nodeHeight)
  return { width, height }
}

/** The view that shows all of it. */
export function wholeView(room: Room, scene: Scene): View {
  const { width, height } = boundsOf(scene)
  const scale = Math.min(
    1.1,
    (room.clientWidth - 2 * margin) / width,
    (room.clientHeight - 2 * margin) / height,
  )
  return {
    scale,
    left: (room.clientWidth - width * scale) / 2,
    top: (room.clientHeight - height * scale) / 2,
  }
}

/** The view to begin with: all of it, or, where the names of a few nodes could not be read, the left part with most of them. */
export function firstView(room: Room, scene: Scene): View {
  const whole = wholeView(room, scene)
  const isNarrow = room.clientWidth < narrow
  const least = isNarrow ? comfortable : readable
  if (scene.nodes.length > few || whole.scale >= least) return whole
  const isSeen = (at: number): boolean =>
    ((scene.x[at] ?? 0) + nodeWidth) * least <= room.clientWidth - margin
  const tops = [...scene.y].filter((_, at) => isSeen(at)).sort((a, b) => a - b)
  const height = room.clientHeight - (isNarrow ? covered : 0)
  const shown = (height - 2 * margin) / least - nodeHeight
  const countFrom = (top: number): number => tops.filter((each) => each >= top && each <= top + shown).length
  const best = tops.reduce((found, top) => (countFrom(top) > countFrom(found) ? top : found), tops[0] ?? 0)
  const last = tops.findLast((each) => each <= best + shown) ?? best
  const spare = height - (last + nodeHeight - best) * least
  return { scale: least, left: margin, top: spare / 2 - best * least }
}
