/** Keeps a picture of the graph around what is seen, so that moving it costs as little for 5,000 nodes as for five. */
import { type Colors, colorsNow, draw, type Picture } from "./graph-canvas.ts"
import type { View } from "./graph-view.ts"

interface Kept {
  readonly picture: Picture
  readonly dark: boolean
  /** The view that it was drawn for: that of the canvas, moved by the margin. */
  readonly view: View
  readonly width: number
  readonly height: number
  readonly ratio: number
}

/** So few nodes are drawn again each time. */
const few = 300
/** Of the canvas, on each side. */
const margin = 0.5
/** A picture that is drawn larger or smaller than this shows too little, or too coarsely. */
const mostStretched = 1.8
const settlesAfter = 120

export class GraphPainter {
  readonly #bitmap = document.createElement("canvas")
  #kept: Kept | undefined
  #colors: { readonly dark: boolean; readonly colors: Colors } | undefined
  #settling: ReturnType<typeof setTimeout> | undefined

  /** `later` paints again: once nothing moves any more the picture is drawn sharp, with what is seen in its middle. */
  paint(canvas: HTMLCanvasElement, picture: Picture, view: View, dark: boolean, later: () => void): Colors {
    clearTimeout(this.#settling)
    const colors = this.#colorsOf(dark)
    const context = canvas.getContext("2d")
    if (context !== null) this.#paint(context, canvas, picture, view, dark, later)
    return colors
  }

  #paint(
    context: CanvasRenderingContext2D,
    canvas: HTMLCanvasElement,
    picture: Picture,
    view: View,
    dark: boolean,
    later: () => void,
  ): void {
    const ratio = window.devicePixelRatio || 1
    const [width, height] = [canvas.clientWidth, canvas.clientHeight]
    sized(canvas, width, height, ratio)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    if (picture.scene.nodes.length <= few) {
      draw(context, { width, height, ratio }, picture, view, this.#colorsOf(dark))
      return
    }
    const kept = this.#fitting(picture, view, dark, width, height, ratio)
    const share = view.scale / kept.view.scale
    const [left, top] = [view.left - kept.view.left * share, view.top - kept.view.top * share]
    context.drawImage(
      this.#bitmap,
      left * ratio,
      top * ratio,
      kept.width * share * ratio,
      kept.height * share * ratio,
    )
    const isOff =
      Math.abs(left + width * margin) > (width * margin) / 2 ||
      Math.abs(top + height * margin) > (height * margin) / 2
    if (share === 1 && !isOff) return
    this.#settling = setTimeout(() => {
      this.#kept = undefined
      later()
    }, settlesAfter)
  }

  /** Nothing more is drawn. */
  close(): void {
    clearTimeout(this.#settling)
  }

  /** What is kept, where it shows the view; else drawn again. */
  #fitting(picture: Picture, view: View, dark: boolean, width: number, height: number, ratio: number): Kept {
    const kept = this.#kept
    if (
      kept !== undefined &&
      kept.dark === dark &&
      kept.ratio === ratio &&
      kept.picture.scene === picture.scene &&
      kept.picture.marked === picture.marked &&
      kept.picture.focus === picture.focus &&
      shows(kept, view, width, height)
    )
      return kept
    const [aside, above] = [Math.round(width * margin), Math.round(height * margin)]
    const drawn: Kept = {
      ...{ picture, dark, ratio },
      view: { scale: view.scale, left: view.left + aside, top: view.top + above },
      width: width + 2 * aside,
      height: height + 2 * above,
    }
    sized(this.#bitmap, drawn.width, drawn.height, ratio)
    const context = this.#bitmap.getContext("2d")
    if (context !== null) {
      context.setTransform(1, 0, 0, 1, 0, 0)
      context.clearRect(0, 0, this.#bitmap.width, this.#bitmap.height)
      draw(context, drawn, picture, drawn.view, this.#colorsOf(dark))
    }
    this.#kept = drawn
    return drawn
  }

  /** Reading colours of the page is slow. */
  #colorsOf(dark: boolean): Colors {
    if (this.#colors?.dark !== dark) this.#colors = { dark, colors: colorsNow() }
    return this.#colors.colors
  }
}

/** While somebody zooms, what is there is stretched; where it is only moved it must cover the canvas. */
function shows(kept: Kept, view: View, width: number, height: number): boolean {
  const share = view.scale / kept.view.scale
  if (share !== 1) return share < mostStretched && share > 1 / mostStretched
  const [left, top] = [view.left - kept.view.left, view.top - kept.view.top]
  return left <= 0 && top <= 0 && left + kept.width >= width && top + kept.height >= height
}

function sized(canvas: HTMLCanvasElement, width: number, height: number, ratio: number): void {
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
  if (canvas.width !== across) canvas.width = across
  if (canvas.height !== down) canvas.height = down
}
