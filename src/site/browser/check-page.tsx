import { useEffect } from "preact/hooks"
import type { CheckRow, SiteIndex } from "../data.ts"
import { CheckChart } from "./chart.tsx"
import { expectation } from "./node-page.tsx"
import { pageOf, qualityPart } from "./parts.ts"
import { href } from "./route.ts"
import {
  checkStatus,
  Empty,
  Loading,
  nodeHref,
  Pill,
  plural,
  RowsTable,
  Scroll,
  Section,
  Swatch,
  timeText,
} from "./ui.tsx"

/** A check: how it stands, what it found over time, the rows that fail. */
export function CheckPage({ index, id }: { readonly index: SiteIndex; readonly id: string }) {
  const quality = qualityPart.value
  const found = quality?.checks.find((check) => check.id === id)
  useEffect(() => {
    if (found !== undefined) document.title = `${found.label} · ${index.project}`
  }, [found, index])
  if (quality === undefined) return <Loading />
  const node = found?.node === undefined ? undefined : index.nodes[found.node]
  if (found?.node === undefined || node === undefined)
    return (
      <Empty title="There is no such check">
        It was renamed or removed. <a href={href("quality", ["all"])}>To all checks</a>
      </Empty>
    )
  const check = pageOf(index, found.node)?.checks.find((each) => each.id === id)
  if (check === undefined) return <Loading />
  return (
    <article>
      <header class="page-head">
        <p class="crumbs">
          <a href={nodeHref(node, { section: "checks" })}>
            <Swatch layer={node.layer} />
            <span class="name" dir="auto">
              {node.name}
            </span>
          </a>
          <span aria-hidden="true">/</span>
          <span>check</span>
        </p>
        <h1 dir="auto">
          {check.column !== undefined && <span class="name">{check.column} · </span>}
          {check.label}
        </h1>
        <p class="lead">
          <Pill status={checkStatus(check.status)}>{check.status}</Pill> <span dir="auto">{said(check)}</span>
        </p>
      </header>
      <History check={check} />
      {check.sample !== undefined && (
        <Section id="sample" title="Failing rows" note={plural(check.sample.rows.length, "row")}>
          <RowsTable rows={check.sample} caption="Rows that fail" />
        </Section>
      )}
    </article>
  )
}

function said(check: CheckRow): string {
  const parts = [
    check.status === "pass" ? undefined : (check.message ?? expectation(check)),
    check.since === undefined ? undefined : `since ${timeText(check.since)}`,
    check.streak > 1 ? `${check.streak} times in a row` : undefined,
    `severity ${check.severity}`,
  ]
  return parts.filter((part) => part !== undefined).join(" · ")
}

function History({ check }: { readonly check: CheckRow }) {
  const { points } = check
  if (points.length === 0)
    return (
      <Empty title="It has no result yet">
        Build or test, and make the site again: the quality history keeps every result.
      </Empty>
    )
  const measured = points.some(({ value }) => value !== null)
  return (
    <Section id="history" title="History" note={plural(points.length, "result")}>
      {measured && (
        <>
          <CheckChart
            points={points}
            label={`${check.label} over time; the table below has the same values`}
          />
          <p class="note">
            {check.observed === undefined ? "Failing rows" : "Observed values"}
            {points.some(({ low, high }) => low !== null || high !== null) &&
              ", with what was expected as a band"}
            . Times are UTC.
          </p>
        </>
      )}
      <Scroll label="Results">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">
                Value
              </th>
              <th scope="col">Expected</th>
            </tr>
          </thead>
          <tbody>
            {points
              .toReversed()
              .slice(0, 30)
              .map(({ at, status, value, low, high }) => (
                <tr key={at}>
                  <td class="time">{timeText(at)}</td>
                  <td>
                    <Pill status={checkStatus(status)}>{status}</Pill>
                  </td>
                  <td class="number">{value?.toLocaleString("en-US") ?? ""}</td>
                  <td>{boundsText(low, high)}</td>
                </tr>
              ))}
          </tbody>
        </table>
      </Scroll>
    </Section>
  )
}

function boundsText(low: number | null, high: number | null): string {
  const text = (value: number): string => value.toLocaleString("en-US")
  if (low !== null && high !== null) return low === high ? text(low) : `${text(low)} to ${text(high)}`
  if (low !== null) return `from ${text(low)}`
  return high === null ? "" : `up to ${text(high)}`
}
