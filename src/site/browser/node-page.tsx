import { useEffect } from "preact/hooks"
import type { CheckRow, ColumnRow, IndexNode, NodePage, SiteIndex } from "../data.ts"
import { Bars } from "./bars.tsx"
import { CardGraph } from "./card-graph.tsx"
import { pageOf, pagesPart } from "./parts.ts"
import { href } from "./route.ts"
import { SqlView } from "./sql-view.tsx"
import {
  checkStatus,
  Dot,
  Empty,
  Loading,
  NodeLink,
  nodeHref,
  Pill,
  plural,
  RowsTable,
  runStatus,
  Safe,
  Scroll,
  Section,
  Swatch,
  timeText,
} from "./ui.tsx"

/** The page of a model, a source, whatever has one. `params` may name a section or a column to begin at. */
export function NodeView(props: {
  readonly index: SiteIndex
  readonly id: string
  readonly params: URLSearchParams
}) {
  const { index, id, params } = props
  const at = index.nodes.findIndex((node) => node.id === id)
  const node = index.nodes[at]
  const page = pageOf(index, at)
  const target = params.get("column") ?? params.get("section")
  useEffect(() => {
    if (page === undefined || target === null) return
    const name = params.has("column") ? columnAnchor(target) : target
    document.getElementById(name)?.scrollIntoView({ block: "center" })
  }, [page, target, params])
  useEffect(() => {
    if (node !== undefined) document.title = `${node.name} · ${index.project}`
  }, [node, index])
  if (node === undefined)
    return (
      <Empty title={`There is nothing called ${id}`}>
        It was renamed or removed, or is hidden from the documentation. <a href={href("")}>To the overview</a>
      </Empty>
    )
  if (pagesPart(node.part).failed.value)
    return <Empty title="The data of this page is missing">Make the site again: lux docs generate</Empty>
  if (page === undefined) return <Loading />
  return <NodeContent index={index} node={node} at={at} page={page} column={params.get("column") ?? ""} />
}

function NodeContent(props: {
  readonly index: SiteIndex
  readonly node: IndexNode
  readonly at: number
  readonly page: NodePage
  readonly column: string
}) {
  const { index, node, at, page, column } = props
  return (
    <article class="node">
      <header class="page-head">
        <p class="crumbs">
          <a href={href("", [], { layer: index.layers[node.layer]?.name ?? "" })}>
            <Swatch layer={node.layer} />
            <span dir="auto">{index.layers[node.layer]?.name}</span>
          </a>
          <span aria-hidden="true">/</span>
          <span>{node.kind}</span>
        </p>
        <h1 class="name" dir="auto">
          {node.name}
        </h1>
        {node.tags.length > 0 && (
          <ul class="tags" aria-label="Tags">
            {node.tags.map((tag) => (
              <li key={tag}>
                <a class="tag" href={href("", [], { tag })} dir="auto">
                  {tag}
                </a>
              </li>
            ))}
          </ul>
        )}
      </header>
      <div class="with-aside">
        <div class="content">
          {index.dashboards.some(({ id }) => id === node.id) && (
            <p class="open-dashboard">
              <a class="button" href={href("dashboard", [node.name])}>
                Open the dashboard
              </a>
            </p>
          )}
          {page.description === "" ? (
            <p class="absent">No description yet.</p>
          ) : (
            <Safe html={page.description} class="prose" />
          )}
          <Neighbours index={index} at={at} page={page} />
          <Columns index={index} at={at} page={page} wanted={column} />
          <Checks page={page} />
          <SqlView page={page} />
          <Runs page={page} />
          {page.sample !== undefined && (
            <Section id="sample" title="Sample" note={plural(page.sample.rows.length, "row")}>
              <RowsTable rows={page.sample} caption={`The first rows of ${node.name}`} />
            </Section>
          )}
          <Settings page={page} />
        </div>
        <aside class="facts" aria-label="Facts">
          <dl>
            {page.facts.map(({ label, value, link }) => (
              <div key={label} class="fact">
                <dt dir="auto">{label}</dt>
                <dd dir="auto">
                  {link === undefined ? (
                    value
                  ) : (
                    <a href={link} rel="noopener noreferrer">
                      {value}
                    </a>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        </aside>
      </div>
    </article>
  )
}

/** More neighbours than this are a list. */
const mostCards = 14

function Neighbours(props: { readonly index: SiteIndex; readonly at: number; readonly page: NodePage }) {
  const { index, at, page } = props
  const { parents, children } = page
  const node = index.nodes[at]
  const whole = href("lineage", [], { select: `+${node?.name ?? ""}+` })
  return (
    <Section
      id="lineage"
      title="Lineage"
      note={
        <a href={selectable(node) ? whole : href("lineage", [], { node: node?.id ?? "" })}>
          In the whole graph
        </a>
      }
    >
      {parents.length + children.length === 0 ? (
        <Empty title="It reads nothing, and nothing reads it" />
      ) : parents.length + children.length <= mostCards ? (
        <CardGraph
          index={index}
          cards={[...parents, at, ...children].map((each) => ({ at: each, rows: [] }))}
          edges={[
            ...parents.map((from) => ({ from: { at: from }, to: { at } })),
            ...children.map((to) => ({ from: { at }, to: { at: to } })),
          ]}
          focus={at}
          label={`What ${node?.name} reads and what reads it`}
        />
      ) : (
        <div class="neighbours">
          <NodeList title="Reads" index={index} list={parents} />
          <NodeList title="Read by" index={index} list={children} />
        </div>
      )}
    </Section>
  )
}

/** Sources and exposures are selected behind a method. */
function selectable(node: IndexNode | undefined): boolean {
  return node !== undefined && /^[\w.-]+$/.test(node.name) && !["source", "exposure"].includes(node.kind)
}

function NodeList(props: {
  readonly title: string
  readonly index: SiteIndex
  readonly list: readonly number[]
}) {
  const { title, index, list } = props
  return (
    <div>
      <h3>
        {title} <span class="count">{list.length}</span>
      </h3>
      <ul class="plain">
        {list.map((each) => (
          <li key={String(each)}>
            <NodeLink index={index} at={each} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Columns(props: {
  readonly index: SiteIndex
  readonly at: number
  readonly page: NodePage
  readonly wanted: string
}) {
  const { index, at, page, wanted } = props
  const id = index.nodes[at]?.id ?? ""
  const checks = new Map(page.checks.map((check) => [check.id, check]))
  const note = page.columns.length > 0 ? plural(page.columns.length, "column") : undefined
  return (
    <Section id="columns" title="Columns" note={note}>
      {page.unknown !== undefined && (
        <p class="notice">
          The query could not be understood ({page.unknown}): its lineage by column is not known.
        </p>
      )}
      {page.columns.length === 0 ? (
        <Empty title="No columns are known">
          Declare them in a properties file, or build the model and make the site again.
        </Empty>
      ) : (
        <Scroll label="Columns">
          <table class="table columns">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Type</th>
                <th scope="col">Description</th>
                <th scope="col">Checks</th>
              </tr>
            </thead>
            <tbody>
              {page.columns.map((column) => (
                <tr
                  key={column.name}
                  id={columnAnchor(column.name)}
                  class={column.name.toLowerCase() === wanted.toLowerCase() ? "wanted" : undefined}
                >
                  <th scope="row">
                    <a class="name" href={href("column", [id, column.name])} dir="auto">
                      {column.name}
                    </a>
                  </th>
                  <td class="type">{column.type ?? ""}</td>
                  <td>
                    <Described index={index} column={column} />
                  </td>
                  <td>
                    <CheckDots checks={column.checks.flatMap((each) => checks.get(each) ?? [])} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
    </Section>
  )
}

function Described({ index, column }: { readonly index: SiteIndex; readonly column: ColumnRow }) {
  const { inherited, description } = column
  const from = inherited === undefined ? undefined : index.nodes[inherited.node]
  if (description === "") return null
  return (
    <>
      <Safe html={description} class="prose" />
      {from !== undefined && inherited !== undefined && (
        <p class="inherited">
          inherited from{" "}
          <a href={nodeHref(from, { column: inherited.column })} dir="auto">
            {from.name}.{inherited.column}
          </a>
        </p>
      )}
    </>
  )
}

function CheckDots({ checks }: { readonly checks: readonly CheckRow[] }) {
  return (
    <ul class="check-dots">
      {checks.map(({ id, label, status }) => (
        <li key={id}>
          <a href={href("check", [id])} title={`${label}: ${status}`}>
            <Dot status={checkStatus(status)} word={status} />
            <span>{label.split(" (")[0]}</span>
          </a>
        </li>
      ))}
    </ul>
  )
}

function Checks({ page }: { readonly page: NodePage }) {
  return (
    <Section
      id="checks"
      title="Checks"
      note={page.checks.length > 0 ? plural(page.checks.length, "check") : undefined}
    >
      {page.checks.length === 0 ? (
        <Empty title="Nothing is checked here">
          Declare data_tests in a properties file: unique, not_null, accepted_values and many more.
        </Empty>
      ) : (
        <ul class="rows">
          {page.checks.map((check) => (
            <li key={check.id}>
              <a class="row check-row" href={href("check", [check.id])}>
                <Dot status={checkStatus(check.status)} word={check.status} />
                <span class="row-name" dir="auto">
                  {check.column !== undefined && <span class="name">{check.column} · </span>}
                  {check.label}
                </span>
                <span class="row-about" dir="auto">
                  {check.status === "pass" ? "" : (check.message ?? expectation(check))}
                </span>
              </a>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

/** What was found and what was expected, as far as it is known. */
export function expectation(check: Pick<CheckRow, "observed" | "expected" | "failures" | "status">): string {
  const { observed, expected, failures, status } = check
  if (observed !== undefined && expected !== undefined) return `${observed}, expected ${expected}`
  if (failures !== undefined && failures > 0) return plural(failures, "failing row")
  return status === "never asked" ? "no result yet" : status
}

function Runs({ page }: { readonly page: NodePage }) {
  const { runs } = page
  if (runs.length === 0) return null
  return (
    <Section id="runs" title="Runs" note={`the last ${runs.length}`}>
      <Bars
        label="How long it took to build"
        bars={runs.map(({ at, seconds, status }) => ({
          value: seconds,
          status: runStatus(status),
          title: `${timeText(at)}: ${seconds.toFixed(2)} s, ${status}`,
        }))}
      />
      <Scroll label="Runs">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">
                Seconds
              </th>
              <th scope="col" class="number">
                Rows
              </th>
              <th scope="col">Message</th>
            </tr>
          </thead>
          <tbody>
            {runs
              .toReversed()
              .slice(0, 10)
              .map(({ at, status, seconds, rows, message }) => (
                <tr key={at}>
                  <td class="time">{timeText(at)}</td>
                  <td>
                    <Pill status={runStatus(status)}>{status}</Pill>
                  </td>
                  <td class="number">{seconds.toFixed(2)}</td>
                  <td class="number">{rows?.toLocaleString("en-US") ?? ""}</td>
                  <td dir="auto">{message}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )
}

function Settings({ page }: { readonly page: NodePage }) {
  if (page.settings.length === 0) return null
  return (
    <Section id="settings" title="Settings">
      <dl class="settings">
        {page.settings.map(([key, value]) => (
          <div key={key} class="fact">
            <dt>
              <code dir="auto">{key}</code>
            </dt>
            <dd>
              <code dir="auto">{value}</code>
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function columnAnchor(name: string): string {
  return `column-${name.toLowerCase()}`
}
