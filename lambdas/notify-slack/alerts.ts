/** What of a report is an alert. */
import type { Lake, Report } from "lux-sql/collect"

export interface Alert {
  /** Equal alerts are said once in a period. */
  readonly same: string
  readonly lines: readonly string[]
}

/** A failure of one unit is one alert; those of one kind are said together. */
export function alertsOf(report: Report, tokenDays: number): readonly Alert[] {
  const { collector, error, units, token, missed } = report
  const failed = units.failed.map(({ unit, kind, code, subcode, message, fbtrace_id }) => ({
    same: `${collector} ${unit} ${kind} ${code}`,
    lines: [`• *${unit}*: ${kind}${codes(code, subcode)}. ${sentence(message)}${request(fbtrace_id)}`],
  }))
  const stopped =
    error === null
      ? []
      : [
          {
            // All collectors have one token.
            same: error.kind === "token" ? "token" : `${collector} run ${error.kind} ${error.code}`,
            lines: [
              `• The run stopped: ${error.kind}${codes(error.code, error.subcode)}. ${sentence(error.message)}${request(error.fbtrace_id)}`,
              ...(units.left.length > 0 ? [`• Not asked: ${units.left.join(", ")}`] : []),
            ],
          },
        ]
  const left =
    error === null && units.left.length > 0
      ? [{ same: `${collector} left`, lines: [`• Not asked, for want of time: ${units.left.join(", ")}`] }]
      : []
  const lost =
    units.lost.length === 0
      ? []
      : [{ same: `${collector} lost`, lines: [`• Lost, too long ago: ${units.lost.join(", ")}`] }]
  const ticks =
    missed.length === 0
      ? []
      : [
          {
            same: `${collector} missed`,
            lines: [
              `• ${missed.length}${missed.length < 50 ? "" : " or more"} ticks before have no report: ${span(missed)}`,
            ],
          },
        ]
  const ends =
    token === null || token.days_left > tokenDays
      ? []
      : [
          {
            same: "token ends",
            lines: [`• The token ends in ${token.days_left} days: lux collect --renew-token`],
          },
        ]
  return [...stopped, ...failed, ...left, ...lost, ...ticks, ...ends]
}

/** An alert of a run: what ran, when, what failed and where its files are. */
export function alertText(report: Report, alerts: readonly Alert[], lake: Lake): string {
  const { collector, tick, outcome, attempt, trigger, started_at, ended_at, files, anomalies } = report
  return [
    `:rotating_light: *${collector}* ${tick}: ${outcome}`,
    ...alerts.flatMap(({ lines }) => lines),
    `attempt ${attempt}, trigger ${trigger}, ${started_at} to ${ended_at}`,
    ...files.map(({ path, records }) => `${lake.pathOf(path)} (${records} records)`),
    ...(files.length === 0 ? ["no files"] : []),
    ...anomalies.map(({ model, kind, field, count }) => [model, kind, field ?? "-", count].join(", ")),
  ].join("\n")
}

function codes(code: number | null, subcode: number | null): string {
  const known = [code, subcode].filter((each) => each !== null)
  return known.length === 0 ? "" : ` (${known.join("/")})`
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function request(id: string | null): string {
  return id === null ? "" : ` Request ${id}.`
}

function span(ticks: readonly string[]): string {
  const [first = ""] = ticks
  return ticks.length === 1 ? first : `${first} to ${ticks.at(-1)}`
}
