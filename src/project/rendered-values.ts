import type { Problems } from "../errors.ts"
import { parseTemplate } from "../template/parse.ts"
import { renderValue } from "../template/render.ts"
import type { RenderContext, Template } from "../template/types.ts"
import { unquotedTemplate, type YamlDocument, type YamlPath } from "./yaml-document.ts"

/** A text value of a YAML file as a template that knows its place. */
export function templateAt(document: YamlDocument, path: YamlPath, text: string): Template {
  const range = document.rangeOf(path)
  if (range !== undefined) return parseTemplate(document.file, range)
  // Escapes or a block scalar: what is parsed is not what stands in the file, so the value's place must do.
  return parseTemplate({ path: document.file.path, text })
}

/**
 * A copy of a YAML value in which `{{env "NAME"}}` and `{{var "name"}}` are rendered. Keys in `left` hold templates
 * that are rendered later, when a node is compiled. Every problem is collected.
 */
export function renderValues(
  document: YamlDocument,
  path: YamlPath,
  value: unknown,
  context: RenderContext,
  problems: Problems,
  left: ReadonlySet<string> = new Set(),
): unknown {
  const walk = (at: YamlPath, each: unknown): unknown => {
    if (typeof each === "string") return each.includes("{{") ? rendered(at, each) : each
    if (Array.isArray(each)) return each.map((item, index) => walk([...at, index], item))
    if (typeof each !== "object" || each === null) return each
    const keys = Object.keys(each)
    if (keys.some((key) => key === "[object Object]")) {
      problems.add(unquotedTemplate(document.placeOf(at), "{{...}}"))
      return undefined
    }
    return Object.fromEntries(
      Object.entries(each).map(([key, item]) => [
        key,
        left.has(key.replace(/^\+/, "").replaceAll("-", "_")) ? item : walk([...at, key], item),
      ]),
    )
  }
  const rendered = (at: YamlPath, text: string): unknown =>
    problems.attempt(() => renderValue(templateAt(document, at, text), context))
  return walk(path, value)
}

/** Keys whose values are SQL or templates of their own. */
export const renderedLater: ReadonlySet<string> = new Set([
  "pre_hook",
  "post_hook",
  "on_run_start",
  "on_run_end",
  "query_comment",
])
