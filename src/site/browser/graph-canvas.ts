/** Draws the graph on a canvas: all of it from far away, names and shapes near by. */
import { nodeHeight, nodeWidth, readable, type Scene, type View } from "./graph-view.ts"
import { cssColor } from "./theme.ts"
import { layerColors } from "./ui.tsx"

export interface Colors {
  readonly line: string
  readonly faint: string
  readonly text: string
  readonly card: string
  readonly accent: string
  readonly layers: readonly string[]
  readonly fail: string
  readonly warn: string
}

export function colorsNow(): Colors {
  return {
    line: cssColor("edge"),
    faint: cssColor("edge-faint"),
    text: cssColor("ink"),
    card: cssColor("surface"),
    accent: cssColor("accent"),
    layers: Array.from({ length: layerColors }, (_, at) => cssColor(`layer-${at}`)),
    fail: cssColor("fail"),
    warn: cssColor("warn"),
  }
}

/** What of a graph is drawn. `marked`: these and the edges between them stand out. */
export interface Picture {
  readonly scene: Scene
  readonly marked: ReadonlySet<number> | undefined
  readonly focus: number | undefined
}

/** Draws what is inside of so much room. */
export function draw(
  context: CanvasRenderingContext2D,
  { width, height, ratio }: { readonly width: number; readonly height: number; readonly ratio: number },
  { scene, marked, focus }: Picture,
  view: View,
  colors: Colors,
): void {
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  context.translate(view.left, view.top)
  context.scale(view.scale, view.scale)
  const seen = {
    left: -view.left / view.scale - nodeWidth,
    top: -view.top / view.scale - nodeHeight,
    right: (width - view.left) / view.scale + nodeWidth,
    bottom: (height - view.top) / view.scale + nodeHeight,
  }
  drawEdges(context, scene, view, colors, marked, seen)
  drawNodes(context, scene, view, colors, marked, focus, seen)
}

interface Seen {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

function drawEdges(
  context: CanvasRenderingContext2D,
  { edges, x, y }: Scene,
  { scale }: View,
  colors: Colors,
  marked: ReadonlySet<number> | undefined,
  seen: Seen,
): void {
  const straight = scale < 0.35
  const path = (isMarked: boolean): void => {
    context.beginPath()
    for (let at = 0; at < edges.length; at += 2) {
      const [from, to] = [edges[at] ?? 0, edges[at + 1] ?? 0]
      if (marked !== undefined && (marked.has(from) && marked.has(to)) !== isMarked) continue
      const [ax, ay] = [(x[from] ?? 0) + nodeWidth, (y[from] ?? 0) + nodeHeight / 2]
      const [bx, by] = [x[to] ?? 0, (y[to] ?? 0) + nodeHeight / 2]
      if (Math.max(ax, bx) < seen.left || Math.min(ax, bx) > seen.right) continue
      if (Math.max(ay, by) < seen.top || Math.min(ay, by) > seen.bottom) continue
      context.moveTo(ax, ay)
      if (straight) context.lineTo(bx, by)
      else {
        const bend = Math.max(40, (bx - ax) / 2)
        context.bezierCurveTo(ax + bend, ay, bx - bend, by, bx, by)
      }
    }
    context.stroke()
  }
  context.lineWidth = Math.min(3, 1.2 / scale ** 0.6)
  context.strokeStyle = marked === undefined ? colors.line : colors.faint
  path(false)
  if (marked === undefined) return
  context.strokeStyle = colors.accent
  context.lineWidth *= 1.5
  path(true)
}

function drawNodes(
  context: CanvasRenderingContext2D,
  { index, nodes, x, y }: Scene,
  { scale }: View,
  colors: Colors,
  marked: ReadonlySet<number> | undefined,
  focus: number | undefined,
  seen: Seen,
): void {
  const near = scale >= readable
  context.font = "13px ui-sans-serif, system-ui, sans-serif"
  context.textBaseline = "middle"
  for (const [at, place] of nodes.entries()) {
    const [left, top] = [x[at] ?? 0, y[at] ?? 0]
    if (left > seen.right || left < seen.left || top > seen.bottom || top < seen.top) continue
    const node = index.nodes[place]
    if (node === undefined) continue
    const color = node.color ?? colors.layers[node.layer % layerColors] ?? colors.line
    context.globalAlpha = marked === undefined || marked.has(at) ? 1 : 0.25
    if (!near) {
      context.fillStyle = node.status === "fail" ? colors.fail : color
      context.fillRect(left, top, nodeWidth, nodeHeight)
      continue
    }
    context.fillStyle = colors.card
    context.strokeStyle = at === focus ? colors.accent : colors.line
    context.lineWidth = at === focus ? 2.5 : 1
    context.beginPath()
    context.roundRect(left, top, nodeWidth, nodeHeight, 6)
    context.fill()
    context.stroke()
    context.fillStyle = color
    context.beginPath()
    context.roundRect(left, top, 5, nodeHeight, 2)
    context.fill()
    const alarm = node.status === "fail" ? colors.fail : node.status === "warn" ? colors.warn : undefined
    if (alarm !== undefined) {
      context.fillStyle = alarm
      context.beginPath()
      context.arc(left + nodeWidth - 13, top + nodeHeight / 2, 4, 0, Math.PI * 2)
      context.fill()
    }
    context.fillStyle = colors.text
    context.fillText(
      fitted(context, node.name, nodeWidth - (alarm === undefined ? 26 : 42)),
      left + 14,
      top + nodeHeight / 2 + 0.5,
    )
  }
  context.globalAlpha = 1
}

const widths = new Map<string, string>()

/** The name, cut where it is too long. Measuring is slow, and names stay. */
function fitted(context: CanvasRenderingContext2D, name: string, width: number): string {
  const key = `${width} ${name}`
  const known = widths.get(key)
  if (known !== undefined) return known
  let text = name
  while (text.length > 1 && context.measureText(text).width > width) text = text.slice(0, -2)
  const cut = text === name ? name : `${text.slice(0, -1)}…`
  widths.set(key, cut)
  return cut
}
