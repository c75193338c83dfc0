import { useState } from "preact/hooks"
import type { IndexNode, SiteIndex } from "../data.ts"
import { grouped } from "./grouped.ts"
import { change, href } from "./route.ts"
import { Dot, Empty, nodeHref, plural, Swatch } from "./ui.tsx"

/** So many rows are drawn at first: thousands would make the first page slow. */
const firstRows = 150

export function HomePage({ index, params }: { readonly index: SiteIndex; readonly params: URLSearchParams }) {
  const layer = params.get("layer") ?? ""
  const tag = params.get("tag") ?? ""
  const kinds = countBy(index.nodes, ({ kind }) => kind)
  const { ok, warn, fail, none } = index.checks
  return (
    <>
      <header class="page-head">
        <h1 dir="auto">{index.project}</h1>
        <p class="lead">{kinds.map(([kind, count]) => plural(count, kind)).join(", ")}</p>
      </header>
      {index.missing.length > 0 && (
        <aside class="notice" aria-label="What this site does not know">
          {index.missing.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </aside>
      )}
      <div class="figures">
        <Figure
          title="Checks failing"
          value={fail}
          href={href("quality")}
          status={fail > 0 ? "fail" : "quiet"}
        />
        <Figure
          title="Checks warning"
          value={warn}
          href={href("quality")}
          status={warn > 0 ? "warn" : "quiet"}
        />
        <Figure title="Checks passing" value={ok} href={href("quality", ["all"])} status="quiet" />
        <Figure title="Without a result" value={none} href={href("quality", ["all"])} status="quiet" />
      </div>
      <nav class="flow" aria-label="Layers">
        {index.layers.map(({ name, count }, at) => (
          <button
            type="button"
            key={name}
            class="flow-step"
            aria-pressed={layer === name}
            onClick={() => change({ tag, layer: layer === name ? "" : name })}
          >
            <Swatch layer={at} />
            <span class="flow-name" dir="auto">
              {name}
            </span>
            <span class="flow-count">{count}</span>
          </button>
        ))}
      </nav>
      <NodeList key={`${layer} ${tag}`} index={index} layer={layer} tag={tag} />
    </>
  )
}

function Figure(props: {
  readonly title: string
  readonly value: number
  readonly href: string
  readonly status: string
}) {
  return (
    <a class={`figure figure-${props.status}`} href={props.href}>
      <span class="figure-value">{props.value.toLocaleString("en-US")}</span>
      <span class="figure-title">{props.title}</span>
    </a>
  )
}

function NodeList(props: { readonly index: SiteIndex; readonly layer: string; readonly tag: string }) {
  const { index, layer, tag } = props
  const [rows, setRows] = useState(firstRows)
  const wanted = index.nodes.filter(
    (node) =>
      (layer === "" || index.layers[node.layer]?.name === layer) && (tag === "" || node.tags.includes(tag)),
  )
  if (wanted.length === 0)
    return (
      <Empty title="Nothing here">
        <a href={href("")}>Show everything</a>
      </Empty>
    )
  const shown = wanted.toSorted((a, b) => a.layer - b.layer || (a.name < b.name ? -1 : 1)).slice(0, rows)
  const groups = grouped(shown, (node) => node.layer)
  return (
    <>
      {tag !== "" && (
        <p class="filter">
          Tagged <strong dir="auto">{tag}</strong> · <a href={href("")}>show everything</a>
        </p>
      )}
      {[...groups].map(([at, nodes]) => (
        <section key={String(at)} class="group" aria-label={index.layers[at]?.name ?? ""}>
          <h2 class="group-title">
            <Swatch layer={at} />
            <span dir="auto">{index.layers[at]?.name}</span>
          </h2>
          <ul class="rows">
            {nodes.map((node) => (
              <NodeRow key={node.id} node={node} />
            ))}
          </ul>
        </section>
      ))}
      {wanted.length > rows && (
        <p class="more">
          <button type="button" class="button" onClick={() => setRows(wanted.length)}>
            Show all {wanted.length.toLocaleString("en-US")}
          </button>
        </p>
      )}
    </>
  )
}

function NodeRow({ node }: { readonly node: IndexNode }) {
  return (
    <li>
      <a class="row" href={nodeHref(node)}>
        <span class="row-name name" dir="auto">
          {node.name}
        </span>
        <span class="row-about" dir="auto">
          {node.about}
        </span>
        {node.status === "none" ? <span /> : <Dot status={node.status} />}
      </a>
    </li>
  )
}

function countBy(
  nodes: readonly IndexNode[],
  keyOf: (node: IndexNode) => string,
): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>()
  for (const node of nodes) counts.set(keyOf(node), (counts.get(keyOf(node)) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)
}
