import { useEffect } from "preact/hooks"
import type { ColumnsData, SiteIndex } from "../data.ts"
import { CardGraph } from "./card-graph.tsx"
import { type ColumnAt, type Flow, flowsOf, isComplete, keyOf } from "./column-flows.ts"
import { columnsPart, pageOf } from "./parts.ts"
import { href } from "./route.ts"
import { Code } from "./sql-view.tsx"
import { Empty, Loading, nodeHref, Safe, Section, Swatch } from "./ui.tsx"

/** More columns than this cannot be looked at in one picture: the nearest are shown. */
const mostColumns = 120

/** Where a column comes from, where it goes, and the expressions that make it. */
export function ColumnPage(props: {
  readonly index: SiteIndex
  readonly id: string
  readonly column: string
}) {
  const { index, id, column: name } = props
  const data = columnsPart.value
  useEffect(() => {
    document.title = `${name} · ${index.project}`
  }, [name, index])
  const node = index.nodes.findIndex((each) => each.id === id)
  const owner = index.nodes[node]
  if (data === undefined) return <Loading />
  const column = (data.names[node] ?? []).findIndex((each) => each.toLowerCase() === name.toLowerCase())
  if (owner === undefined)
    return (
      <Empty title={`There is nothing called ${id}`}>
        <a href={href("")}>To the overview</a>
      </Empty>
    )
  const page = pageOf(index, node)
  const row = page?.columns.find((each) => each.name.toLowerCase() === name.toLowerCase())
  return (
    <article>
      <header class="page-head">
        <p class="crumbs">
          <a href={nodeHref(owner, { column: name })}>
            <Swatch layer={owner.layer} />
            <span class="name" dir="auto">
              {owner.name}
            </span>
          </a>
          <span aria-hidden="true">/</span>
          <span>column</span>
        </p>
        <h1 class="name" dir="auto">
          {name}
        </h1>
        {row?.type !== undefined && <p class="lead type">{row.type}</p>}
      </header>
      {row !== undefined && row.description !== "" && <Safe html={row.description} class="prose" />}
      {column === -1 ? (
        <Empty title="Its lineage is not known">
          The warehouse has this column; no query and no declaration of the project names it.
        </Empty>
      ) : (
        <Way index={index} data={data} start={{ node, column }} />
      )}
    </article>
  )
}

function Way(props: { readonly index: SiteIndex; readonly data: ColumnsData; readonly start: ColumnAt }) {
  const { index, data, start } = props
  const { up, down } = flowsOf(start, data)
  const flows = [...up.slice(0, mostColumns), ...down.slice(0, mostColumns)]
  const nameOf = ({ node, column }: ColumnAt): string => data.names[node]?.[column] ?? ""
  const own = nameOf(start)
  const reason = data.unknown.find(([at]) => at === start.node)?.[1]
  const left = up.length + down.length - flows.length
  return (
    <>
      <Section
        id="way"
        title="Where it comes from and where it goes"
        note={left > 0 ? `${left} more steps` : undefined}
      >
        {reason !== undefined && (
          <p class="notice">
            The query of this model could not be understood ({reason}): what flows in is not known.
          </p>
        )}
        {flows.length === 0 ? (
          <Empty title={reason === undefined ? "No column flows into it or on from it" : "Nothing is known"}>
            {reason === undefined
              ? "It is a constant, or comes from outside, and nothing uses it."
              : undefined}
          </Empty>
        ) : (
          <>
            <CardGraph
              index={index}
              cards={cardsOf(start, flows, nameOf)}
              edges={flows.map(({ from, to, kind }) => ({
                from: { at: from.node, row: nameOf(from) },
                to: { at: to.node, row: nameOf(to) },
                kind,
              }))}
              focus={start.node}
              focusRow={own}
              label={`The way of the column ${own}`}
            />
            <ul class="legend" aria-label="Kinds of steps">
              <li>
                <span class="key key-identity" /> as it is
              </li>
              <li>
                <span class="key key-transformation" /> computed
              </li>
              <li>
                <span class="key key-aggregation" /> from many rows
              </li>
            </ul>
          </>
        )}
      </Section>
      <Steps index={index} data={data} start={start} up={up} />
    </>
  )
}

function cardsOf(start: ColumnAt, flows: readonly Flow[], nameOf: (at: ColumnAt) => string) {
  const rows = new Map<number, Set<string>>([[start.node, new Set([nameOf(start)])]])
  for (const { from, to } of flows)
    for (const end of [from, to]) rows.set(end.node, (rows.get(end.node) ?? new Set()).add(nameOf(end)))
  return [...rows].map(([at, names]) => ({ at, rows: [...names] }))
}

/** The expressions that make the column, and those that make what it is made of. */
function Steps(props: {
  readonly index: SiteIndex
  readonly data: ColumnsData
  readonly start: ColumnAt
  readonly up: readonly Flow[]
}) {
  const { index, data, start, up } = props
  const way = new Map([start, ...up.map(({ from }) => from)].map((at) => [keyOf(at), at]))
  const steps = [...way.values()].slice(0, 40).flatMap((at) => {
    const name = data.names[at.node]?.[at.column]
    const row = pageOf(index, at.node)?.columns.find((each) => each.name === name)
    const node = index.nodes[at.node]
    if (node === undefined || name === undefined) return []
    const complete = isComplete(at, data)
    return row?.expression === undefined && complete
      ? []
      : [{ at, node, name, expression: row?.expression, complete }]
  })
  if (steps.length === 0) return null
  return (
    <Section id="expressions" title="How it is made">
      <ol class="steps">
        {steps.map(({ at, node, name, expression, complete }) => (
          <li key={keyOf(at)}>
            <p>
              <a href={href("column", [node.id, name])} class="name" dir="auto">
                {node.name}.{name}
              </a>
              {!complete && <span class="note"> not all that flows in is known</span>}
            </p>
            {expression !== undefined && <Code html={expression} label={`The expression of ${name}`} />}
          </li>
        ))}
      </ol>
    </Section>
  )
}
