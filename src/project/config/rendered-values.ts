import type { Problems } from "../../errors.ts"
import { ExactNumber } from "../../template/exact-number.ts"
import { parseTemplate } from "../../template/parse.ts"
import { renderValue } from "../../template/render.ts"
import type { RenderContext, Template } from "../../template/types.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"

/** A text value of a YAML file as a template that knows its place. */
export function templateAt(document: YamlDocument, path: YamlPath, text: string): Template {
  const range = document.rangeOf(path)
  if (range !== undefined) return parseTemplate(document.file, range)
  return templateNear(document.file.path, document.placeOf(path).line, text)
}

/**
 * A text that stands in a file with escapes or indentation, as a template. Its lines count from where it starts; the
 * columns are those of the text.
 */
export function templateNear(path: string, line: number, text: string): Template {
  const above = "\n".repeat(line - 1)
  return parseTemplate({ path, text: above + text }, { start: above.length, end: above.length + text.length })
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
    if (typeof each !== "object" || each === null || each instanceof ExactNumber) return each
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
export const renderedLater: ReadonlySet<string> = new Set(["pre_hook", "post_hook", "loaded_at_query"])
