/** What ran in a period. It also says what did not. */
import {
  type CollectorDeclaration,
  durationMs,
  type Lake,
  type Report,
  reportsBetween,
  tickName,
} from "lux-sql/collect"

export interface Period {
  readonly from: Date
  readonly to: Date
}

export async function digestText(
  lake: Lake,
  collectors: readonly CollectorDeclaration[],
  { from, to }: Period,
  others: readonly string[],
): Promise<string> {
  const parts: string[] = []
  for (const collector of collectors)
    parts.push(...linesOf(collector, await reportsBetween(lake, collector.name, from, to), { from, to }))
  return [
    `:newspaper: *${tickName(from)} to ${tickName(to)}*`,
    ...parts,
    ...(others.length === 0
      ? ["*Pipeline*: no run and no alarm was reported"]
      : ["*Pipeline*", ...others.map((line) => `• ${line}`)]),
  ].join("\n")
}

function linesOf(
  { name, schedule }: CollectorDeclaration,
  reports: readonly Report[],
  { from, to }: Period,
): readonly string[] {
  const expected = Math.floor((to.getTime() - from.getTime()) / durationMs(schedule.every))
  if (reports.length === 0) return [`*${name}*: nothing ran; ${expected} ticks were expected`]
  // The last attempt of a tick says how the tick ended.
  const ticks = [...new Map(reports.map((report) => [report.tick, report])).values()]
  const ended = (outcome: Report["outcome"]): number =>
    ticks.filter((report) => report.outcome === outcome).length
  const files = reports.flatMap((report) => report.files)
  return [
    `*${name}*: ${ended("complete")} of ${expected} ticks complete, ${ended("partial")} partial, ${ended("failed")} failed, ${expected - ticks.length} without a report`,
    `${reports.length} runs by ${unique(reports.map(({ trigger }) => trigger))}, ${reports[0]?.started_at} to ${reports.at(-1)?.ended_at}`,
    `${files.length} files: ${counted(files.map(({ model, records }) => [model, records])) || "no records"}`,
    ...list(
      "failed",
      counted(
        reports.flatMap(({ units }) =>
          units.failed.map(({ unit, kind, code }) => [
            `${unit} ${kind}${code === null ? "" : ` (${code})`}`,
            1,
          ]),
        ),
        "×",
      ),
    ),
    ...list(
      "lost",
      counted(
        reports.flatMap(({ units }) => units.lost.map((unit) => [unit, 1])),
        "×",
      ),
    ),
    ...list(
      "rejected",
      counted(
        reports.flatMap(({ rejected }) =>
          rejected.flatMap(({ model, reasons }) =>
            Object.entries(reasons).map(([reason, count]): Count => [`${model}, ${reason}`, count]),
          ),
        ),
        "×",
      ),
    ),
    ...list("missing", counted(reports.flatMap(({ missing }) => byField(missing)))),
    ...list("defaults", counted(reports.flatMap(({ defaults }) => byField(defaults)))),
    // model, kind, field, count
    ...sums(
      reports.flatMap(({ anomalies }) =>
        anomalies.map(
          ({ model, kind, field, count }): Count => [`${model}, ${kind}, ${field ?? "-"}`, count],
        ),
      ),
    ).map(([what, count]) => `• ${what}, ${count}`),
  ]
}

type Count = readonly [what: string, count: number]

function byField(counts: Readonly<Record<string, Readonly<Record<string, number>>>>): readonly Count[] {
  return Object.entries(counts).flatMap(([model, fields]) =>
    Object.entries(fields).map(([field, count]): Count => [`${model}.${field}`, count]),
  )
}

function sums(counts: readonly Count[]): readonly Count[] {
  const found = new Map<string, number>()
  for (const [what, count] of counts) found.set(what, (found.get(what) ?? 0) + count)
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1))
}

function counted(counts: readonly Count[], sign = ""): string {
  return sums(counts)
    .map(([what, count]) => `${what} ${sign}${count}`)
    .join(", ")
}

function list(name: string, text: string): readonly string[] {
  return text === "" ? [] : [`• ${name}: ${text}`]
}

function unique(texts: readonly string[]): string {
  return [...new Set(texts)].sort().join(", ")
}
