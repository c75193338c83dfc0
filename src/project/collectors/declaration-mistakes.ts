/** What each key of the declaration says by itself is right, and together is not. */
import { modelOf } from "./paths.ts"

interface Mistake {
  readonly path: readonly (string | number)[]
  readonly message: string
}

interface FieldSaid {
  readonly name: string
  readonly data_type: string
  readonly required: boolean
  readonly added: boolean
  readonly from?: string | undefined
  readonly default?: string | number | boolean | undefined
  readonly values?: readonly string[] | undefined
  readonly pattern?: string | undefined
}

interface WriteSaid {
  readonly source: string
  readonly key: readonly string[]
  readonly path: string
  readonly fields: readonly FieldSaid[]
}

interface Said {
  readonly units: Readonly<
    Record<string, { readonly key: string; readonly items: readonly Readonly<Record<string, string>>[] }>
  >
  readonly collectors: readonly {
    readonly name: string
    readonly units: string
    readonly schedule: { readonly every: { readonly count: number; readonly period: string } }
    readonly writes: readonly WriteSaid[]
  }[]
}

const placeholders = new Set(["model", "year", "month", "day", "hour", "date", "time"])

export function mistakesIn({ units, collectors }: Said): readonly Mistake[] {
  return [
    ...Object.entries(units).flatMap(([name, list]) => mistakesInUnits(["units", name], list)),
    ...repeated(collectors.map(({ name }) => name)).map(({ at, value }) => ({
      path: ["collectors", at, "name"],
      message: `another collector has the name "${value}"`,
    })),
    ...collectors.flatMap((collector, at) => mistakesInCollector(["collectors", at], collector, units)),
    ...mistakesInSources(collectors),
  ]
}

function mistakesInUnits(
  path: readonly (string | number)[],
  { key, items }: Said["units"][string],
): readonly Mistake[] {
  const names = Object.keys(items[0] ?? {})
  return [
    ...items.flatMap((item, at) => {
      const missing = [...new Set([key, ...names])].filter((name) => (item[name] ?? "") === "")
      const extra = Object.keys(item).filter((name) => !names.includes(name))
      return [
        ...missing.map((name) => ({ path: [...path, "items", at], message: `"${name}" is missing` })),
        ...extra.map((name) => ({
          path: [...path, "items", at, name],
          message: `the first item does not have "${name}"`,
        })),
      ]
    }),
    ...repeated(items.map((item) => item[key] ?? "")).map(({ at, value }) => ({
      path: [...path, "items", at, key],
      message: `another item has the ${key} "${value}"`,
    })),
  ]
}

function mistakesInCollector(
  path: readonly (string | number)[],
  { units, schedule, writes }: Said["collectors"][number],
  known: Said["units"],
): readonly Mistake[] {
  const mistakes: Mistake[] = []
  if (!(units in known)) mistakes.push({ path: [...path, "units"], message: `there are no units "${units}"` })
  const minutes = { minute: 1, hour: 60, day: 1440 }[schedule.every.period] ?? 1
  const every = schedule.every.count * minutes
  if (every < 1440 ? 1440 % every !== 0 : every % 1440 !== 0)
    mistakes.push({
      path: [...path, "schedule", "every"],
      message: "an interval that a day is a multiple of, or whole days: others have no fixed ticks",
    })
  return [...mistakes, ...writes.flatMap((write, at) => mistakesInWrite([...path, "writes", at], write))]
}

function mistakesInWrite(path: readonly (string | number)[], write: WriteSaid): readonly Mistake[] {
  const mistakes: Mistake[] = []
  const add = (at: readonly (string | number)[], message: string): void =>
    void mistakes.push({ path: [...path, ...at], message })
  const { fields } = write
  for (const { at, value } of repeated(fields.map(({ name }) => name)))
    add(["fields", at, "name"], `another field has the name "${value}"`)
  for (const [at, name] of write.key.entries())
    if (fields.find((field) => field.name === name)?.required !== true)
      add(["key", at], `"${name}" must be a field that is required`)
  for (const [at, field] of fields.entries()) {
    const isText = /^(?:varchar|text)/.test(field.data_type)
    if (field.required && field.default !== undefined)
      add(["fields", at, "default"], "a field that is required has no default")
    if (field.default !== undefined && typeof field.default !== jsonType(field.data_type))
      add(
        ["fields", at, "default"],
        `the default of ${field.data_type} must be a ${jsonType(field.data_type)}`,
      )
    if (!isText && (field.values ?? field.pattern) !== undefined)
      add(["fields", at], `values and pattern are for texts, and ${field.name} is ${field.data_type}`)
    if (field.added && field.from !== undefined)
      add(["fields", at, "from"], "what the function adds does not come from the API's answer")
  }
  const named = [...write.path.matchAll(/\{(\w*)\}/g)].map(([, name = ""]) => name)
  for (const name of named.filter((each) => !placeholders.has(each)))
    add(["path"], `{${name}} is not known: write ${[...placeholders].map((each) => `{${each}}`).join(", ")}`)
  const file = write.path.slice(write.path.lastIndexOf("/") + 1)
  if (!file.includes("{date}") || !file.includes("{time}") || !file.includes("{model}"))
    add(["path"], "the file's name must have {model}, {date} and {time}")
  if (!/^[\w={}.-]+(?:\/[\w={}.-]+)+$/.test(write.path) || write.path.split("/").includes(".."))
    add(["path"], "a path below the lake's root, in a folder, such as raw/{model}/{model}_{date}_{time}.json")
  if (/^(?:rejected|reports|collecting|notified)\//.test(write.path))
    add(["path"], "rejected/, reports/, collecting/ and notified/ are the collectors' own: write below raw/")
  return mistakes
}

/** The files of a source table are written by one collector: otherwise two could want one name. */
function mistakesInSources(collectors: Said["collectors"]): readonly Mistake[] {
  const writes = collectors.flatMap(({ writes }, at) => writes.map((write, index) => ({ write, at, index })))
  const own = (values: readonly string[], what: string): readonly Mistake[] =>
    repeated(values).map(({ at, value }) => ({
      path: ["collectors", writes[at]?.at ?? 0, "writes", writes[at]?.index ?? 0, "source"],
      message: `${what} "${value}" is written already`,
    }))
  const sources = own(
    writes.map(({ write }) => write.source),
    "source",
  )
  // Files are called by the table alone.
  return sources.length > 0
    ? sources
    : own(
        writes.map(({ write }) => modelOf(write)),
        "a table with the name",
      )
}

function jsonType(dataType: string): "string" | "number" | "boolean" {
  if (/^(?:varchar|text)/.test(dataType)) return "string"
  return dataType === "boolean" ? "boolean" : "number"
}

function repeated(values: readonly string[]): readonly { readonly at: number; readonly value: string }[] {
  return values.flatMap((value, at) => (values.indexOf(value) < at ? [{ at, value }] : []))
}
