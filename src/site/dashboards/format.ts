import type { TimeGrain } from "../../project/metrics/metric-types.ts"
import type { Shown, Value } from "./dashboard-data.ts"
import { timeOf } from "./fill-rows.ts"

/** A value as a format of spreadsheets has it: `#,##0`, `0.00"%"`, `0.0%`, `$#,##0`, and one each for above, below and at 0:
 * `"+"0;"-"0;"="`. Without one, with up to four decimals. */
export function formatted(value: Value, format?: string): string {
  if (value === null) return "–"
  if (typeof value !== "number") return String(value)
  const [positive = "", negative, zero] = format?.match(/(?:"[^"]*"|[^;"])+/g) ?? []
  if (negative !== undefined && value <= 0)
    return value < 0 || zero === undefined
      ? inFormat(Math.abs(value), value < 0 ? negative : positive)
      : inFormat(0, zero)
  return inFormat(value, format === undefined ? undefined : positive)
}

function inFormat(value: number, format: string | undefined): string {
  if (format !== undefined && !/[0#]/.test(format.replace(/"[^"]*"/g, ""))) return literal(format)
  const parts = format === undefined ? null : /^(.*?)([#0][#0,]*)(?:\.([0#]+))?(.*)$/.exec(format)
  if (parts === null) return value.toLocaleString("en-US", { maximumFractionDigits: 4 })
  const [, before = "", whole = "", decimals = "", after = ""] = parts
  const isPercent = /%/.test(after.replace(/"[^"]*"/g, ""))
  const number = (isPercent ? value * 100 : value).toLocaleString("en-US", {
    useGrouping: whole.includes(","),
    minimumIntegerDigits: Math.max(1, whole.replace(/[^0]/g, "").length),
    minimumFractionDigits: decimals.replace(/[^0]/g, "").length,
    maximumFractionDigits: decimals.length,
  })
  return `${literal(before)}${number}${literal(after)}`
}

function literal(text: string): string {
  return text.replace(
    /"([^"]*)"|\\(.)/g,
    (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? "",
  )
}

/** Short, for an axis: 12k, 3.4M; small numbers as they are. */
export function shortNumber(value: number): string {
  return Math.abs(value) < 10_000
    ? value.toLocaleString("en-US", { maximumSignificantDigits: 4 })
    : value.toLocaleString("en-US", { notation: "compact", maximumFractionDigits: 1 })
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** A value of a dimension: `2 Sep 2023` of a day, `2 Sep 14:00` of an hour, `Sep 2023` of a month. */
export function dimensionText(value: Value, grain: TimeGrain | undefined): string {
  if (value === null) return "(none)"
  if (grain === undefined || typeof value !== "string") return String(value)
  const at = timeOf(value)
  if (Number.isNaN(at.getTime())) return value
  const [day, month, year] = [at.getUTCDate(), months[at.getUTCMonth()], at.getUTCFullYear()]
  switch (grain) {
    case "hour":
      return `${day} ${month} ${String(at.getUTCHours()).padStart(2, "0")}:00`
    case "day":
    case "week":
      return `${day} ${month} ${year}`
    case "month":
      return `${month} ${year}`
    case "quarter":
      return `Q${Math.floor(at.getUTCMonth() / 3) + 1} ${year}`
    case "year":
      return String(year)
  }
}

/** Short, for an axis of times: the year is left out where all are of one. */
export function axisText(value: Value, grain: TimeGrain | undefined, all: readonly Value[]): string {
  const text = dimensionText(value, grain)
  const years = new Set(all.map((each) => String(each).slice(0, 4)))
  return (grain === "day" || grain === "week") && years.size === 1 ? text.replace(/ \d{4}$/, "") : text
}

/** `Followers 58,085,552` */
export function shownValue({ label, format }: Shown, value: Value): string {
  return `${label} ${formatted(value, format)}`
}
