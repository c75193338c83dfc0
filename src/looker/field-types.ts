/** What a column is in Looker, by its type in the warehouse. */
export type FieldType = "string" | "number" | "yesno" | "time" | "date"

/** A type that is not known, or that Looker has no words for, is text. */
export function fieldTypeOf(type: string | undefined): FieldType {
  const name = (type ?? "").toLowerCase()
  if (/^(timestamp|datetime)/.test(name)) return "time"
  if (name === "date") return "date"
  if (/^bool/.test(name)) return "yesno"
  if (/^(u?(tiny|small|big|huge)?int|u?int\d|integer|serial|decimal|numeric|double|float|real)/.test(name))
    return "number"
  return "string"
}

const dates = ["raw", "date", "week", "month", "quarter", "year"] as const

/** The timeframes that are generated. */
export const timeframes: Readonly<Record<"time" | "date", readonly string[]>> = {
  time: ["raw", "time", "hour", ...dates.slice(1)],
  date: dates,
}
