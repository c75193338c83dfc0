import { useEffect, useState } from "preact/hooks"
import type { Gap, QualityCheck, QualityData, SiteIndex } from "../data.ts"
import { Bars } from "./bars.tsx"
import { expectation } from "./node-page.tsx"
import { qualityPart } from "./parts.ts"
import { href } from "./route.ts"
import { checkStatus, Dot, Empty, Loading, NodeLink, plural, Scroll, Section, timeText } from "./ui.tsx"

const views = { now: "Needs attention", all: "All checks", coverage: "Coverage" }

/** What is red now, all checks, and what nobody checks. */
export function QualityPage({ index, view }: { readonly index: SiteIndex; readonly view: string }) {
  const data = qualityPart.value
  useEffect(() => {
    document.title = `Quality · ${index.project}`
  }, [index])
  if (data === undefined) return <Loading />
  return (
    <>
      <header class="page-head">
        <h1>Quality</h1>
        <nav class="subtabs" aria-label="Views of quality">
          {Object.entries(views).map(([name, title]) => (
            <a key={name} href={href("quality", [name])} aria-current={view === name ? "page" : undefined}>
              {title}
            </a>
          ))}
        </nav>
      </header>
      {view === "coverage" ? (
        <Coverage index={index} data={data} />
      ) : view === "all" ? (
        <AllChecks index={index} data={data} />
      ) : (
        <Now index={index} data={data} />
      )}
    </>
  )
}

interface Given {
  readonly index: SiteIndex
  readonly data: QualityData
}

function Now({ index, data }: Given) {
  const red = data.checks
    .filter(({ status }) => ["fail", "warn"].includes(checkStatus(status)))
    .sort((a, b) => rank(a) - rank(b) || ((a.since ?? "") < (b.since ?? "") ? -1 : 1))
  return (
    <>
      {data.days.length > 1 && (
        <Section id="days" title="Passing by day" note={`the last ${data.days.length} days with results`}>
          <Bars
            label="Share of checks that passed, by day"
            bars={data.days.map(({ day, passed, checks }) => ({
              value: passed / checks,
              status: passed === checks ? "ok" : "warn",
              title: `${day}: ${passed} of ${checks} passed`,
            }))}
          />
        </Section>
      )}
      <Section
        id="red"
        title="Failing and warning now"
        note={red.length > 0 ? plural(red.length, "check") : undefined}
      >
        {red.length > 0 ? (
          <CheckTable index={index} checks={red} />
        ) : index.hasHistory ? (
          <Empty title="Everything passes">Every check passed when it was last asked.</Empty>
        ) : (
          <Empty title="No results yet">
            Build or test, and make the site again: the quality history keeps every result.
          </Empty>
        )}
      </Section>
    </>
  )
}

function rank({ status }: QualityCheck): number {
  return checkStatus(status) === "fail" ? 0 : 1
}

function CheckTable({
  index,
  checks,
}: {
  readonly index: SiteIndex
  readonly checks: readonly QualityCheck[]
}) {
  return (
    <Scroll label="Checks">
      <table class="table">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col">Of</th>
            <th scope="col">Found</th>
            <th scope="col">Since</th>
            <th scope="col" class="number">
              In a row
            </th>
          </tr>
        </thead>
        <tbody>
          {checks.map((check) => (
            <tr key={check.id}>
              <th scope="row">
                <a class="check-link" href={href("check", [check.id])} dir="auto">
                  <Dot status={checkStatus(check.status)} word={check.status} />
                  <span>{check.label}</span>
                </a>
              </th>
              <td>
                {check.node !== undefined && <NodeLink index={index} at={check.node} />}
                {check.column !== undefined && <span class="of-column name">{check.column}</span>}
              </td>
              <td dir="auto">{check.status === "pass" ? "" : expectation(check)}</td>
              <td class="time">{check.since === undefined ? "" : timeText(check.since)}</td>
              <td class="number">{check.streak > 0 ? check.streak : ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

const firstChecks = 200

function AllChecks({ index, data }: Given) {
  const [most, setMost] = useState(firstChecks)
  if (data.checks.length === 0)
    return (
      <Empty title="There are no checks">
        Declare data_tests in a properties file: unique, not_null and many more.
      </Empty>
    )
  return (
    <>
      <CheckTable index={index} checks={data.checks.slice(0, most)} />
      {data.checks.length > most && (
        <p class="more">
          <button type="button" class="button" onClick={() => setMost(data.checks.length)}>
            Show all {data.checks.length.toLocaleString("en-US")}
          </button>
        </p>
      )}
    </>
  )
}

function Coverage({ index, data }: Given) {
  const { gaps } = data
  const columns = gaps.reduce((sum, gap) => sum + gap.columns, 0)
  const shares = [
    share(
      "Nodes with a description",
      gaps.filter(({ hasDescription }) => hasDescription).length,
      gaps.length,
    ),
    share("Nodes with a check", gaps.filter(({ hasCheck }) => hasCheck).length, gaps.length),
    share("Nodes with an owner", gaps.filter(({ hasOwner }) => hasOwner).length, gaps.length),
    share(
      "Columns with a description",
      gaps.reduce((sum, gap) => sum + gap.described, 0),
      columns,
    ),
    share(
      "Columns with a check",
      gaps.reduce((sum, gap) => sum + gap.checked, 0),
      columns,
    ),
  ]
  const lacking = gaps.filter((gap) => lacks(gap).length > 0)
  return (
    <>
      <ul class="shares">
        {shares.map(({ title, part, whole }) => (
          <li key={title}>
            <span class="share-title">{title}</span>
            <progress max={Math.max(whole, 1)} value={part} aria-label={title} />
            <span class="share-count">
              {part} of {whole}
            </span>
          </li>
        ))}
      </ul>
      <Section
        id="unread"
        title="Read by nothing"
        note={data.unread.length > 0 ? plural(data.unread.length, "node") : undefined}
      >
        {data.unread.length === 0 ? (
          <Empty title="Everything that is built is read" />
        ) : (
          <ul class="plain">
            {data.unread.slice(0, 500).map((at) => (
              <li key={String(at)}>
                <NodeLink index={index} at={at} />
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section
        id="gaps"
        title="What is missing"
        note={lacking.length > 0 ? plural(lacking.length, "node") : undefined}
      >
        {lacking.length === 0 ? (
          <Empty title="Nothing is missing" />
        ) : (
          <Scroll label="What is missing">
            <table class="table">
              <thead>
                <tr>
                  <th scope="col">Node</th>
                  <th scope="col">Missing</th>
                  <th scope="col" class="number">
                    Columns described
                  </th>
                  <th scope="col" class="number">
                    Columns checked
                  </th>
                </tr>
              </thead>
              <tbody>
                {lacking.slice(0, 500).map((gap) => (
                  <tr key={String(gap.node)}>
                    <th scope="row">
                      <NodeLink index={index} at={gap.node} />
                    </th>
                    <td>{lacks(gap).join(", ")}</td>
                    <td class="number">
                      {gap.described} of {gap.columns}
                    </td>
                    <td class="number">
                      {gap.checked} of {gap.columns}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroll>
        )}
      </Section>
    </>
  )
}

function share(title: string, part: number, whole: number) {
  return { title, part, whole }
}

function lacks({ hasDescription, hasCheck, hasOwner, columns, described }: Gap): readonly string[] {
  return [
    hasDescription ? undefined : "description",
    hasCheck ? undefined : "check",
    hasOwner ? undefined : "owner",
    described < columns ? "column descriptions" : undefined,
  ].flatMap((each) => each ?? [])
}
