import { useEffect } from "preact/hooks"
import type { NodeChange, SiteIndex, StateHead, Status } from "../data.ts"
import { comparePart } from "./parts.ts"
import { checkStatus, Empty, Loading, nodeHref, Pill, plural, Scroll, Section, timeText } from "./ui.tsx"

/** How this state of the project differs from another. */
export function ComparePage({ index }: { readonly index: SiteIndex }) {
  const data = comparePart.value
  useEffect(() => {
    document.title = `Changes · ${index.project}`
  }, [index])
  if (comparePart.failed.value || !index.hasComparison)
    return (
      <Empty title="There is nothing to compare with">
        Make the site with an earlier one: lux docs generate --compare FOLDER
      </Empty>
    )
  if (data === undefined) return <Loading />
  const { before, after, changes } = data
  const shown = new Set(index.nodes.map(({ id }) => id))
  return (
    <>
      <header class="page-head">
        <h1>Changes</h1>
        <p class="lead">
          From {headText(before)} to {headText(after)}
        </p>
      </header>
      {changes.length === 0 ? (
        <Empty title="Nothing changed">Models, columns, SQL, rows and results of checks are the same.</Empty>
      ) : (
        changes.map((change) => <Change key={change.id} change={change} isShown={shown.has(change.id)} />)
      )}
    </>
  )
}

function headText({ madeAt, commit }: StateHead): string {
  return commit === undefined ? timeText(madeAt) : `${timeText(madeAt)} (${commit.slice(0, 10)})`
}

const kinds: Readonly<Record<NodeChange["change"], Status>> = {
  added: "ok",
  removed: "fail",
  changed: "warn",
}

function Change({ change, isShown }: { readonly change: NodeChange; readonly isShown: boolean }) {
  const { id, name, kind, columns, sql, rows, checks } = change
  return (
    <Section id={`change-${id}`} title={name} note={kind}>
      <p>
        <Pill status={kinds[change.change]}>{change.change}</Pill>
        {isShown && (
          <>
            {" "}
            <a href={nodeHref({ id })}>Open</a>
          </>
        )}
      </p>
      {rows !== undefined && (
        <p>
          Rows: {rows.before?.toLocaleString("en-US")} →{" "}
          <strong>{rows.after?.toLocaleString("en-US")}</strong>
        </p>
      )}
      {columns.length > 0 && (
        <>
          <h3>{plural(columns.length, "column")}</h3>
          <ul class="plain">
            {columns.map((column) => (
              <li key={column.name}>
                <Pill status={kinds[column.change]}>{column.change}</Pill>{" "}
                <span class="name" dir="auto">
                  {column.name}
                </span>{" "}
                <span class="type">
                  {[column.before, column.after]
                    .filter((type) => type !== undefined && type !== "")
                    .join(" → ")}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {checks.length > 0 && (
        <>
          <h3>Checks</h3>
          <ul class="plain">
            {checks.map((check) => (
              <li key={check.label}>
                <span dir="auto">{check.label}</span>: {check.before ?? "not there"} →{" "}
                {check.after === undefined ? (
                  "removed"
                ) : (
                  <Pill status={checkStatus(check.after)}>{check.after}</Pill>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {sql.length > 0 && change.change === "changed" && (
        <Scroll class="code diff" label={`Changed SQL of ${name}`}>
          <div class="sql">
            {sql.map(({ sign, text }, at) => (
              <div key={String(at)} class={`diff-${signs[sign]}`}>
                {sign === "~" ? "⋯" : `${sign} ${text}`}
              </div>
            ))}
          </div>
        </Scroll>
      )}
    </Section>
  )
}

const signs = { "+": "added", "-": "removed", " ": "same", "~": "gap" } as const
