import type { Problems } from "../../errors.ts"
import { parseTemplate } from "../../template/parse.ts"
import type { Template } from "../../template/types.ts"
import { luxVersion } from "../../version.ts"
import { templateAt } from "../config/rendered-values.ts"
import type { ProjectFile } from "../project-file.ts"
import type { QueryComment } from "../types.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"

/** One line of JSON, so that a warehouse's log of queries can be taken apart. */
const defaultComment = (project: string): string =>
  `{"app": "lux", "version": "${luxVersion}", "project": "${project}", "target": "{{target.name}}", "run": "{{invocation_id}}", "node": "{{node}}"}`

/** `query-comment:`: a template, a map with the template and where it goes, or null for none. */
export function queryComment(document: YamlDocument, file: ProjectFile, problems: Problems): QueryComment {
  const written = file["query-comment"]
  const { comment, append } =
    typeof written === "object" && written !== null ? written : { comment: written, append: false }
  if (comment === null) return { comment: undefined, append }
  if (comment === undefined) {
    return { comment: parseTemplate({ path: "lux:query-comment", text: defaultComment(file.name) }), append }
  }
  const path = typeof written === "string" ? ["query-comment"] : ["query-comment", "comment"]
  return { comment: problems.attempt(() => templateAt(document, path, comment)), append }
}

/** The statements of `on-run-start:` or `on-run-end:`. */
export function runHooks(
  document: YamlDocument,
  key: "on-run-start" | "on-run-end",
  texts: readonly string[],
  problems: Problems,
): readonly Template[] {
  const isList = isMap(document.value) && Array.isArray(document.value[key])
  return texts.flatMap((sql, index) => {
    const path: YamlPath = isList ? [key, index] : [key]
    return problems.attempt(() => templateAt(document, path, sql)) ?? []
  })
}
