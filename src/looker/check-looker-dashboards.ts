import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { parseYaml, type YamlDocument, type YamlPath } from "../project/yaml/yaml-document.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { CheckedLookml } from "./check-lookml.ts"

type Known = Pick<CheckedLookml, "views" | "explores">

/** What is wrong with dashboards written in YAML: explores and fields that are not there. */
export function checkLookerDashboards(files: readonly SourceFile[], known: Known): readonly LuxError[] {
  return files.flatMap((file) => {
    try {
      const document = parseYaml(file)
      return dashboardProblems(document, known)
    } catch (error) {
      if (error instanceof LuxError) return [error]
      throw error
    }
  })
}

function dashboardProblems(document: YamlDocument, known: Known): readonly LuxError[] {
  const dashboards = Array.isArray(document.value) ? document.value : []
  return dashboards.flatMap((dashboard: unknown, at) => {
    if (!isMap(dashboard)) return []
    return (["elements", "filters"] as const).flatMap((key) => {
      const entries = dashboard[key]
      if (!Array.isArray(entries)) return []
      return entries.flatMap((entry: unknown, index) =>
        isMap(entry) ? entryProblems(entry, document, [at, key, index], known) : [],
      )
    })
  })
}

function entryProblems(
  entry: Readonly<Record<string, unknown>>,
  document: YamlDocument,
  path: YamlPath,
  { views, explores }: Known,
): readonly LuxError[] {
  const { explore } = entry
  if (typeof explore !== "string") return []
  const joined = explores.get(explore)
  if (joined === undefined)
    return [
      new LuxError("LUX-3140", `there is no explore "${explore}"`, {
        place: document.placeOf([...path, "explore"]),
        hint: didYouMean(explore, [...explores.keys()]),
      }),
    ]
  return fieldsIn(entry).flatMap(([written, at]) => {
    const [alias = "", field = ""] = written.split(".")
    const view = views.get(joined.get(alias) ?? "")
    if (view !== undefined && (view.fields.has(field) || !view.isWhole)) return []
    const message =
      view === undefined
        ? `explore "${explore}" has no view "${alias}"`
        : `view "${alias}" has no field "${field}"`
    return [
      new LuxError("LUX-3140", message, {
        place: document.placeOf([...path, ...at]),
        hint:
          view === undefined ? didYouMean(alias, [...joined.keys()]) : didYouMean(field, [...view.fields]),
      }),
    ]
  })
}

/** Each `view.field` that an element or a filter names, with where it does. */
function fieldsIn(entry: Readonly<Record<string, unknown>>): readonly (readonly [string, YamlPath])[] {
  const listed = [
    "fields",
    "dimensions",
    "measures",
    "pivots",
    "sorts",
    "hidden_fields",
    "fill_fields",
  ].flatMap((key) => {
    const values = entry[key]
    return Array.isArray(values)
      ? values.flatMap((value: unknown, index) =>
          typeof value === "string" ? [[value.split(" ")[0] ?? "", [key, index]] as const] : [],
        )
      : []
  })
  const { filters, listen, field } = entry
  const filtered = isMap(filters) ? Object.keys(filters).map((key) => [key, ["filters", key]] as const) : []
  const listening = isMap(listen)
    ? Object.entries(listen).flatMap(([key, value]) =>
        typeof value === "string" ? [[value, ["listen", key]] as const] : [],
      )
    : []
  const own = typeof field === "string" ? [[field, ["field"]] as const] : []
  // What is computed in the tile has no view.
  return [...listed, ...filtered, ...listening, ...own].filter(([name]) => /^\w+\.\w+$/.test(name))
}
