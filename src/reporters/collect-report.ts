import type { CollectReport } from "../api/types.ts"
import type { Colors } from "./colors.ts"
import { duration, paintOf } from "./node-line.ts"
import { printable } from "./printable.ts"

const words = { complete: "OK", partial: "PARTIAL", failed: "FAILED" } as const
const paints = { complete: "ok", partial: "warn", failed: "error" } as const

/** A report for people: how it ended, then what was written, and everything that is worth a look. */
export function collectReportLines(report: CollectReport, colors: Colors): readonly string[] {
  const { collector, tick, attempt, outcome, units, calls, retries, token, error } = report
  const paint = paintOf(paints[outcome], colors)
  const again = attempt > 1 ? `, attempt ${attempt}` : ""
  const counts = Object.entries(units).flatMap(([what, each]) =>
    each.length > 0 ? [`${each.length} ${what}`] : [],
  )
  const took = colors.dim(duration(report.duration_ms))
  return [
    `${paint(words[outcome].padEnd(7))} ${collector} ${tick}${again} ${took} units: ${counts.join(", ") || "none"}; ${count(calls, "call")}${retries > 0 ? `, ${retries} again` : ""}`,
    ...report.files.map(({ path, records }) => `  ${path} ${count(records, "record")}`),
    ...report.rejected.map(
      ({ path, records, reasons }) =>
        `  rejected: ${path} ${count(records, "record")} (${countsText(reasons)})`,
    ),
    ...(report.replayed === null
      ? []
      : [`  replayed: ${report.replayed.taken} taken, ${report.replayed.rejected} still rejected`]),
    ...byModel("missing", report.missing),
    ...byModel("defaults", report.defaults),
    ...report.anomalies.map(
      ({ model, kind, field, count: n }) => `  anomaly: ${model}, ${kind}, ${field ?? "-"}, ${n}`,
    ),
    ...units.failed.map((failed) => printable(`  failed: ${failed.unit}: ${failureText(failed)}`)),
    ...(units.left.length > 0 ? [`  left: ${units.left.join(", ")}`] : []),
    ...(units.lost.length > 0 ? [`  lost: ${units.lost.join(", ")}`] : []),
    ...(report.missed.length > 0 ? [`  missed before: ${report.missed.join(", ")}`] : []),
    ...(token === null ? [] : [`  token: ${count(Math.floor(token.days_left), "day")} left`]),
    ...(error === null ? [] : [printable(`  error: ${failureText(error)}`)]),
  ]
}

function failureText({
  kind,
  code,
  subcode,
  message,
  fbtrace_id,
}: Omit<CollectReport["units"]["failed"][number], "unit" | "again">): string {
  const number = code === null ? "" : ` ${code}${subcode === null ? "" : `/${subcode}`}`
  return `${kind}${number}: ${message}${fbtrace_id === null ? "" : ` (fbtrace_id ${fbtrace_id})`}`
}

function byModel(what: string, counts: CollectReport["missing"]): readonly string[] {
  return Object.entries(counts).flatMap(([model, fields]) =>
    Object.keys(fields).length === 0 ? [] : [`  ${what}: ${model}: ${countsText(fields)}`],
  )
}

function countsText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, n]) => `${name} ${n}`)
    .join(", ")
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`
}
