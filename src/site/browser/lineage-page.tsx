import { useEffect, useMemo, useState } from "preact/hooks"
import type { GraphData, SelectionData, SiteIndex } from "../data.ts"
import { layered } from "../layout.ts"
import { columnGap, rowGap, type Scene } from "./graph-view.ts"
import { LineageGraph } from "./lineage-graph.tsx"
import { graphPart, selectionPart } from "./parts.ts"
import { change, href } from "./route.ts"
import { selected } from "./selection.ts"
import { Dot, Empty, Loading, NodeLink, nodeHref, plural, Swatch } from "./ui.tsx"

/** The graph: of everything, or of what a selection takes. The address says what is shown. */
export function LineagePage({
  index,
  params,
}: {
  readonly index: SiteIndex
  readonly params: URLSearchParams
}) {
  const graph = graphPart.value
  const selection = selectionPart.value
  useEffect(() => {
    document.title = `Lineage · ${index.project}`
  }, [index])
  if (graph === undefined || selection === undefined) return <Loading />
  return <Lineage index={index} graph={graph} data={selection} params={params} />
}

interface Given {
  readonly index: SiteIndex
  readonly graph: GraphData
  readonly data: SelectionData
}

function Lineage({ index, graph, data, params }: Given & { readonly params: URLSearchParams }) {
  const select = params.get("select") ?? ""
  const node = params.get("node") ?? ""
  const depth = params.get("depth") ?? ""
  const plus = params.get("plus") ?? ""
  const [text, setText] = useState(select)
  const [picked, setPicked] = useState<number | undefined>(undefined)
  useEffect(() => setText(select), [select])
  const { shown, problem } = useMemo(
    () => shownNodes({ index, graph, data }, { select, node, depth, plus }),
    [index, graph, data, select, node, depth, plus],
  )
  const scene = useMemo(() => sceneOf(index, graph, shown), [index, graph, shown])
  useEffect(() => setPicked(undefined), [scene])
  const marked = useMemo(() => (picked === undefined ? undefined : wayOf(scene, picked)), [scene, picked])
  const to = (more: Readonly<Record<string, string>>): void => change({ select, node, depth, plus, ...more })
  const at = picked === undefined ? undefined : scene.nodes[picked]
  return (
    <div class="lineage">
      <header class="page-head lineage-head">
        <h1>Lineage</h1>
        <form
          class="selection"
          onSubmit={(event) => {
            event.preventDefault()
            to({ select: text.trim(), node: "", plus: "" })
          }}
        >
          <label for="selection">Selection</label>
          <input
            id="selection"
            type="text"
            value={text}
            spellcheck={false}
            autocomplete="off"
            placeholder="+orders+, tag:daily, path:models/marts"
            onInput={(event) => setText(event.currentTarget.value)}
          />
          <label class="depth">
            Steps
            <select value={depth} onChange={(event) => to({ depth: event.currentTarget.value })}>
              <option value="">as selected</option>
              {[1, 2, 3, 5].map((steps) => (
                <option key={String(steps)} value={String(steps)}>
                  {steps} more
                </option>
              ))}
            </select>
          </label>
          <button type="submit" class="button">
            Show
          </button>
          {(select !== "" || node !== "" || plus !== "") && (
            <a class="button button-quiet" href={href("lineage")}>
              Everything
            </a>
          )}
        </form>
        {problem !== undefined && (
          <p class="notice" role="status">
            {problem}
          </p>
        )}
      </header>
      <div class="graph-frame">
        {scene.nodes.length === 0 ? (
          <Empty title="Nothing is selected">
            Try a name with its ancestors and descendants, such as +orders+, or show{" "}
            <a href={href("lineage")}>everything</a>.
          </Empty>
        ) : (
          <LineageGraph scene={scene} marked={marked} focus={picked} onPick={setPicked} />
        )}
        {at !== undefined && (
          <Picked
            index={index}
            at={at}
            onExpand={() =>
              to({ plus: [plus, index.nodes[at]?.id ?? ""].filter((id) => id !== "").join(" ") })
            }
            onFocus={() =>
              to({ node: index.nodes[at]?.id ?? "", select: "", plus: "", depth: depth === "" ? "2" : depth })
            }
          />
        )}
      </div>
      <ul class="legend" aria-label="Layers">
        {index.layers.map(({ name }, layer) => (
          <li key={name}>
            <Swatch layer={layer} /> <span dir="auto">{name}</span>
          </li>
        ))}
      </ul>
      <details class="as-list">
        <summary>{plural(scene.nodes.length, "node")} as a list</summary>
        <ul class="plain columns-list">
          {scene.nodes.slice(0, 500).map((each) => (
            <li key={String(each)}>
              <NodeLink index={index} at={each} />
            </li>
          ))}
        </ul>
      </details>
    </div>
  )
}

function Picked(props: {
  readonly index: SiteIndex
  readonly at: number
  readonly onExpand: () => void
  readonly onFocus: () => void
}) {
  const { index, at, onExpand, onFocus } = props
  const node = index.nodes[at]
  if (node === undefined) return null
  return (
    <aside class="picked" aria-label={node.name} aria-live="polite">
      <h2 class="name" dir="auto">
        {node.name}
      </h2>
      <p class="note">
        {node.kind} {node.status !== "none" && <Dot status={node.status} />}
      </p>
      {node.about !== "" && <p dir="auto">{node.about}</p>}
      <p class="buttons">
        <a class="button" href={nodeHref(node)}>
          Open
        </a>
        <button type="button" class="button button-quiet" onClick={onFocus}>
          Only around it
        </button>
        <button type="button" class="button button-quiet" onClick={onExpand}>
          Add neighbours
        </button>
      </p>
    </aside>
  )
}

interface Wanted {
  readonly select: string
  /** Unique id: this one and what is around it. */
  readonly node: string
  readonly depth: string
  /** Unique ids whose neighbours are shown too. */
  readonly plus: string
}

function shownNodes({ index, graph, data }: Given, { select, node, depth, plus }: Wanted) {
  const everything = select === "" && node === ""
  const found =
    select === "" ? { nodes: new Set<number>(), problem: undefined } : selected(select, index, graph, data)
  const placeOf = (id: string): number => index.nodes.findIndex((each) => each.id === id)
  const starts = node === "" ? found.nodes : new Set([placeOf(node)].filter((at) => at !== -1))
  const steps = depth === "" ? (node === "" ? 0 : Number.POSITIVE_INFINITY) : Number(depth)
  const around = everything ? new Set(index.nodes.keys()) : reached(starts, graph, steps, steps)
  const expanded = plus.split(" ").flatMap((id) => placeOf(id))
  const more = reached(new Set(expanded.filter((at) => at !== -1)), graph, 1, 1)
  return { shown: new Set([...around, ...more]), problem: found.problem }
}

/** What is so many steps up and down from these, each way by itself. */
function reached(
  starts: ReadonlySet<number>,
  { edges }: GraphData,
  up: number,
  down: number,
): ReadonlySet<number> {
  const found = new Set(starts)
  for (const [steps, from, to] of [
    [up, 1, 0],
    [down, 0, 1],
  ] as const) {
    let frontier = starts
    const seen = new Set(starts)
    for (let step = 0; step < steps && frontier.size > 0; step++) {
      const next = new Set<number>()
      for (let at = 0; at < edges.length; at += 2) {
        const [a, b] = [edges[at + from] ?? -1, edges[at + to] ?? -1]
        if (frontier.has(a) && !seen.has(b)) next.add(b)
      }
      for (const each of next) {
        seen.add(each)
        found.add(each)
      }
      frontier = next
    }
  }
  return found
}

/** The whole graph stands where generation placed it; a part is placed now. */
function sceneOf(index: SiteIndex, graph: GraphData, shown: ReadonlySet<number>): Scene {
  const nodes = [...shown].sort((a, b) => a - b)
  const places = new Map(nodes.map((each, at) => [each, at]))
  const edges: (readonly [number, number])[] = []
  for (let at = 0; at < graph.edges.length; at += 2) {
    const [from, to] = [places.get(graph.edges[at] ?? -1), places.get(graph.edges[at + 1] ?? -1)]
    if (from !== undefined && to !== undefined) edges.push([from, to])
  }
  const isWhole = nodes.length === index.nodes.length
  const { x, y } = isWhole ? graph : layered(nodes.length, edges)
  return {
    index,
    nodes,
    x: Float64Array.from(x, (each) => each * columnGap),
    y: Float64Array.from(y, (each) => each * rowGap),
    edges: Int32Array.from(edges.flat()),
  }
}

/** A node, all that it comes from and all that comes from it. */
function wayOf({ edges }: Scene, picked: number): ReadonlySet<number> {
  const all = Number.POSITIVE_INFINITY
  return reached(new Set([picked]), { edges: [...edges], x: [], y: [] }, all, all)
}
