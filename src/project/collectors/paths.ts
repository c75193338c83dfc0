/** Where collectors write, and how lux finds it. */
import type { Write } from "./declaration.ts"

export const defaultPath =
  "raw/{model}/year={year}/month={month}/day={day}/hour={hour}/{model}_{date}_{time}.json"

/** `{name}` -> what stands there in a glob. Year, month and day are looked for as they are written by anybody: `month=9` too. */
const globs: Readonly<Record<string, string>> = { date: "????-??-??", time: "??????" }
const strftime: Readonly<Record<string, string>> = { date: "%Y-%m-%d", time: "%H%M%S" }

/** The table of `source.table`: the model's name in paths and reports. */
export function modelOf({ source }: Pick<Write, "source">): string {
  return source.slice(source.indexOf(".") + 1)
}

/** The source of `source.table`. */
export function sourceOf({ source }: Pick<Write, "source">): string {
  return source.slice(0, source.indexOf("."))
}

/** The path of the file that is collected at an instant, relative to the lake's root. */
export function fileAt(write: Pick<Write, "source" | "path">, at: Date): string {
  const [date = "", time = ""] = at.toISOString().split("T")
  const [year = "", month = "", day = ""] = date.split("-")
  const parts = { year, month, day, hour: time.slice(0, 2), date, time: time.slice(0, 8).replaceAll(":", "") }
  return filled(write, parts)
}

/** Where records that were not taken are kept, whole and with their reasons. */
export function rejectsAt(write: Pick<Write, "source" | "path">, at: Date): string {
  return fileAt(write, at).replace(/^[^/]*/, "rejected")
}

/** What the files of rejects are called, relative to `rejected/` in the lake. */
export function rejectsGlobOf(write: Pick<Write, "source" | "path">): string {
  return filled(write, globs, "*").replace(/^[^/]*\//, "")
}

/** What the files of a source table are called, relative to the lake's root: those that are written and the older layouts. */
export function globsOf(write: Pick<Write, "source" | "path" | "also_read">): readonly string[] {
  return [...write.also_read, filled(write, globs, "*")]
}

/** The `collected_at` pattern of a source table, such as `media_%Y-%m-%d_%H%M%S.json`. */
export function collectedAtOf(write: Pick<Write, "source" | "path">): string {
  return filled({ ...write, path: write.path.slice(write.path.lastIndexOf("/") + 1) }, strftime)
}

function filled(
  write: Pick<Write, "source" | "path">,
  parts: Readonly<Record<string, string>>,
  other = "",
): string {
  const model = modelOf(write)
  return write.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === "model" ? model : (parts[name] ?? other),
  )
}
