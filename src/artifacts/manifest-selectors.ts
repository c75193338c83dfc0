import type { CompiledProject } from "../compiled/compiled-project.ts"
import { parseCriterion } from "../graph/selector.ts"
import { isMap } from "../project/yaml/is-map.ts"
import type { Document } from "./document.ts"

/** The selections of `selectors.yml`, by name, each criterion as the map that dbt makes of it. What is not a selection is left out. */
export function selectorDocuments({ selectors }: CompiledProject): Document {
  const documents: Record<string, Document> = {}
  for (const entry of selectors) {
    if (!isMap(entry) || typeof entry["name"] !== "string") continue
    const definition = definitionDocument(entry["definition"], documents)
    documents[entry["name"]] = { ...entry, definition }
  }
  return documents
}

/** `known`: those that stand before it, which it may name. */
function definitionDocument(definition: unknown, known: Readonly<Record<string, Document>>): unknown {
  if (typeof definition === "string") return criterionDocument(definition)
  if (!isMap(definition)) return definition
  for (const kind of ["union", "intersection", "exclude"]) {
    const parts = definition[kind]
    if (!Array.isArray(parts)) continue
    return { ...definition, [kind]: parts.map((part) => definitionDocument(part, known)) }
  }
  const [method, ...others] = Object.keys(definition)
  const single =
    method === undefined || others.length > 0 ? definition : { method, value: definition[method] }
  const other = single["method"] === "selector" ? known[String(single["value"])] : undefined
  return other === undefined || Object.keys(single).length > 2 ? single : other["definition"]
}

function criterionDocument(text: string): unknown {
  try {
    const { method, value, parents, children, childrensParents } = parseCriterion(text)
    return {
      method,
      value,
      ...(childrensParents ? { childrens_parents: true } : {}),
      ...stepsDocument("parents", parents),
      ...stepsDocument("children", children),
    }
  } catch {
    return text
  }
}

function stepsDocument(direction: "parents" | "children", steps: number): Document {
  if (steps === 0) return {}
  return { [direction]: true, ...(Number.isFinite(steps) ? { [`${direction}_depth`]: steps } : {}) }
}
