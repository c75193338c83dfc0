import { useEffect, useRef } from "preact/hooks"
import { GraphMap } from "./graph-map.ts"
import { GraphPainter } from "./graph-painter.ts"
import { firstView, nodeAt, type Scene, type View, wholeView } from "./graph-view.ts"
import { isDark } from "./theme.ts"

/** The canvas with the graph: it is dragged, zoomed, and its nodes are clicked; the list next to it says the same. */
export function LineageGraph(props: {
  readonly scene: Scene
  readonly marked: ReadonlySet<number> | undefined
  readonly focus: number | undefined
  readonly onPick: (at: number | undefined) => void
}) {
  const { scene, marked, focus, onPick } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const map = useRef<HTMLCanvasElement>(null)
  const view = useRef<View>({ scale: 1, left: 0, top: 0 })
  const frame = useRef(0)
  const painter = useRef(new GraphPainter())
  const minimap = useRef(new GraphMap())
  const dark = isDark.value

  const paint = useRef<() => void>(() => undefined)
  paint.current = () => {
    cancelAnimationFrame(frame.current)
    frame.current = requestAnimationFrame(() => {
      if (canvas.current === null) return
      const colors = painter.current.paint(canvas.current, { scene, marked, focus }, view.current, dark, () =>
        paint.current(),
      )
      if (map.current !== null)
        minimap.current.paint(map.current, canvas.current, scene, view.current, colors)
    })
  }

  useEffect(() => {
    const element = canvas.current
    if (element === null) return undefined
    view.current = firstView(element, scene)
    paint.current()
    const observer = new ResizeObserver(() => paint.current())
    observer.observe(element)
    return () => {
      observer.disconnect()
      painter.current.close()
    }
  }, [scene])
  useEffect(() => {
    paint.current()
  }, [marked, focus, dark])

  const zoom = (factor: number, left: number, top: number): void => {
    const before = view.current
    const scale = Math.max(0.01, Math.min(2.5, before.scale * factor))
    const share = scale / before.scale
    view.current = { scale, left: left - (left - before.left) * share, top: top - (top - before.top) * share }
    paint.current()
  }
  const middle = (): readonly [number, number] => [
    (canvas.current?.clientWidth ?? 0) / 2,
    (canvas.current?.clientHeight ?? 0) / 2,
  ]
  const move = (left: number, top: number): void => {
    view.current = { ...view.current, left: view.current.left + left, top: view.current.top + top }
    paint.current()
  }
  useEffect(() => {
    const element = canvas.current
    // A wheel listener that may keep the page from scrolling has to say so.
    const wheel = (event: WheelEvent): void => {
      event.preventDefault()
      zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY)
    }
    element?.addEventListener("wheel", wheel, { passive: false })
    return () => element?.removeEventListener("wheel", wheel)
  })
  const drag = useDrag(move, zoom, (left, top) => onPick(nodeAt(scene, view.current, left, top)))
  const keys = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => move(60, 0),
      ArrowRight: () => move(-60, 0),
      ArrowUp: () => move(0, 60),
      ArrowDown: () => move(0, -60),
      "+": () => zoom(1.3, ...middle()),
      "-": () => zoom(1 / 1.3, ...middle()),
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    step()
  }
  const showAll = (): void => {
    if (canvas.current === null) return
    view.current = wholeView(canvas.current, scene)
    paint.current()
  }
  return (
    <div class="graph">
      <canvas
        ref={canvas}
        class="graph-canvas"
        tabIndex={0}
        role="img"
        aria-label={`Graph of ${scene.nodes.length} nodes. The arrows move it, + and - zoom. The list under it has the same nodes as links.`}
        onKeyDown={keys}
        {...drag}
      />
      <canvas ref={map} class="graph-map" width="160" height="100" />
      <div class="graph-buttons">
        <button type="button" onClick={() => zoom(1.3, ...middle())} aria-label="Nearer">
          +
        </button>
        <button type="button" onClick={() => zoom(1 / 1.3, ...middle())} aria-label="Farther">
          −
        </button>
        <button type="button" onClick={showAll} aria-label="Show all of it">
          ⤢
        </button>
      </div>
    </div>
  )
}

/** Dragging with one pointer, zooming with two, and a click where nothing was dragged. */
function useDrag(
  move: (left: number, top: number) => void,
  zoom: (factor: number, left: number, top: number) => void,
  click: (left: number, top: number) => void,
) {
  const pointers = useRef(new Map<number, PointerEvent>())
  const moved = useRef(0)
  return {
    onPointerDown: (event: PointerEvent) => {
      if (pointers.current.size === 0) moved.current = 0
      pointers.current.set(event.pointerId, event)
      if (event.currentTarget instanceof HTMLElement) event.currentTarget.setPointerCapture(event.pointerId)
    },
    onPointerMove: (event: PointerEvent) => {
      const before = pointers.current.get(event.pointerId)
      if (before === undefined) return
      const [dx, dy] = [event.clientX - before.clientX, event.clientY - before.clientY]
      moved.current += Math.abs(dx) + Math.abs(dy)
      const other = [...pointers.current.values()].find(({ pointerId }) => pointerId !== event.pointerId)
      pointers.current.set(event.pointerId, event)
      if (other === undefined) return move(dx, dy)
      const distance = (one: PointerEvent): number =>
        Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY)
      zoom(distance(event) / Math.max(1, distance(before)), event.offsetX, event.offsetY)
    },
    onPointerUp: (event: PointerEvent) => {
      pointers.current.delete(event.pointerId)
      if (moved.current < 5) click(event.offsetX, event.offsetY)
    },
    onPointerCancel: (event: PointerEvent) => void pointers.current.delete(event.pointerId),
  }
}
