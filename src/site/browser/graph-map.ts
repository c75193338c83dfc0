/** The small picture of the whole graph: where in it the reader is. */
import type { Colors } from "./graph-canvas.ts"
import { boundsOf, nodeHeight, nodeWidth, type Scene, type View } from "./graph-view.ts"

/** Draws the nodes once, and with each call only the frame of what is seen. */
export class GraphMap {
  readonly #bitmap = document.createElement("canvas")
  #drawn:
    | {
        readonly scene: Scene
        readonly color: string
        readonly scale: number
        readonly left: number
        readonly top: number
      }
    | undefined

  paint(map: HTMLCanvasElement, canvas: HTMLCanvasElement, scene: Scene, view: View, colors: Colors): void {
    const context = map.getContext("2d")
    if (context === null) return
    const { scale, left, top } = this.#nodes(map, scene, colors.line)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, map.width, map.height)
    context.drawImage(this.#bitmap, 0, 0)
    context.translate(left, top)
    context.strokeStyle = colors.accent
    context.lineWidth = 1.5
    context.strokeRect(
      (-view.left / view.scale) * scale,
      (-view.top / view.scale) * scale,
      (canvas.clientWidth / view.scale) * scale,
      (canvas.clientHeight / view.scale) * scale,
    )
  }

  #nodes(map: HTMLCanvasElement, scene: Scene, color: string) {
    if (this.#drawn?.scene === scene && this.#drawn.color === color) return this.#drawn
    const bounds = boundsOf(scene)
    const margin = 6
    const scale = Math.min((map.width - 2 * margin) / bounds.width, (map.height - 2 * margin) / bounds.height)
    const [left, top] = [(map.width - bounds.width * scale) / 2, (map.height - bounds.height * scale) / 2]
    this.#bitmap.width = map.width
    this.#bitmap.height = map.height
    const context = this.#bitmap.getContext("2d")
    if (context !== null) {
      context.translate(left, top)
      context.fillStyle = color
      for (const at of scene.nodes.keys())
        context.fillRect(
          (scene.x[at] ?? 0) * scale,
          (scene.y[at] ?? 0) * scale,
          Math.max(1, nodeWidth * scale),
          Math.max(1, nodeHeight * scale),
        )
    }
    this.#drawn = { scene, color, scale, left, top }
    return this.#drawn
  }
}
