/** What pages are put together of. */
import type { ComponentChildren } from "preact"
import type { Html, IndexNode, Rows, SiteIndex, Status } from "../data.ts"
import { href } from "./route.ts"

const statusWords: Readonly<Record<Status, string>> = {
  ok: "passing",
  warn: "warning",
  fail: "failing",
  none: "no result",
}

/** A dot that says how something stands, to eyes and to screen readers. */
export function Dot({
  status,
  word = statusWords[status],
}: {
  readonly status: Status
  readonly word?: string
}) {
  return (
    <span class={`dot dot-${status}`} role="img" aria-label={word} title={word}>
      {status === "fail" ? "×" : status === "warn" ? "!" : ""}
    </span>
  )
}

export function Pill({
  status,
  children,
}: {
  readonly status: Status
  readonly children: ComponentChildren
}) {
  return <span class={`pill pill-${status}`}>{children}</span>
}

export function NodeLink({ index, at }: { readonly index: SiteIndex; readonly at: number }) {
  const node = index.nodes[at]
  if (node === undefined) return null
  return (
    <a class="node-link" href={nodeHref(node)}>
      <Swatch layer={node.layer} />
      <span class="name" dir="auto">
        {node.name}
      </span>
    </a>
  )
}

export function nodeHref(
  { id }: Pick<IndexNode, "id">,
  params: Readonly<Record<string, string>> = {},
): string {
  return href("node", [id], params)
}

/** The colour of a layer. */
export function Swatch({ layer }: { readonly layer: number }) {
  return <span class={`swatch layer-${layer % layerColors}`} aria-hidden="true" />
}

/** As many as style.css has. */
export const layerColors = 8

/** What the generator has made safe; nothing else may come here. */
export function Safe({ html, class: name }: { readonly html: Html; readonly class?: string }) {
  return <div class={name} dangerouslySetInnerHTML={{ __html: html }} />
}

export function Section(props: {
  readonly id: string
  readonly title: string
  readonly note?: ComponentChildren
  readonly children: ComponentChildren
}) {
  return (
    <section class="section" id={props.id} aria-labelledby={`${props.id}-title`}>
      <header class="section-head">
        <h2 id={`${props.id}-title`}>{props.title}</h2>
        {props.note !== undefined && <span class="note">{props.note}</span>}
      </header>
      {props.children}
    </section>
  )
}

export function Empty({
  title,
  children,
}: {
  readonly title: string
  readonly children?: ComponentChildren
}) {
  return (
    <div class="empty">
      <p class="empty-title">{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}

export function Loading() {
  return (
    <p class="loading" role="status">
      Loading…
    </p>
  )
}

export function RowsTable({ rows, caption }: { readonly rows: Rows; readonly caption: string }) {
  return (
    <Scroll label={caption}>
      <table class="table data">
        <caption class="unseen">{caption}</caption>
        <thead>
          <tr>
            {rows.columns.map((name) => (
              <th key={name} scope="col" dir="auto">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.rows.map((row, at) => (
            <tr key={String(at)}>
              {row.map((value, column) => (
                <td key={rows.columns[column]} dir="auto">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

/** What is wider than the page scrolls by itself, with the keyboard too. */
export function Scroll(props: {
  readonly label: string
  readonly class?: string
  readonly children: ComponentChildren
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <div class={props.class ?? "scroll"} role="group" tabIndex={0} aria-label={props.label}>
      {props.children}
    </div>
  )
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`
}

/** `2023-09-02 00:15 UTC` of a time that the history or JSON has. */
export function timeText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`
}

const checkStatuses: Readonly<Record<string, Status>> = {
  pass: "ok",
  warn: "warn",
  fail: "fail",
  error: "fail",
}
const nodeStatuses: Readonly<Record<string, Status>> = {
  ok: "ok",
  warn: "warn",
  rejected: "fail",
  fail: "fail",
  error: "fail",
}

export function checkStatus(status: string): Status {
  return checkStatuses[status] ?? "none"
}

export function runStatus(status: string): Status {
  return nodeStatuses[status] ?? "none"
}
