import { LuxError } from "../errors.ts"
import { evaluate } from "./evaluate-selection.ts"
import type { MethodContext } from "./methods.ts"
import { criteriaOf, type IndirectSelection, type NamedSelections, type Selection } from "./selection.ts"
import { parseSelector } from "./selector.ts"
import type { Graph } from "./types.ts"

export interface SelectOptions {
  /** Each entry as on the command line; several are a union. */
  readonly select?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  /** Name of a selection of `selectors.yml`, instead of `select` and `exclude`. */
  readonly selector?: string | undefined
  /** `eager` by default. */
  readonly indirectSelection?: IndirectSelection | undefined
  /** Only nodes of these types; empty: of all. */
  readonly resourceTypes?: readonly string[] | undefined
  readonly excludeResourceTypes?: readonly string[] | undefined
}

/** What flags and `selectors.yml` say together, parsed. */
export interface ParsedSelection
  extends Pick<SelectOptions, "indirectSelection" | "resourceTypes" | "excludeResourceTypes"> {
  /** Undefined where they leave everything in. */
  readonly criteria: Selection | undefined
}

/** What a selection may refer to. */
export interface SelectContext extends MethodContext {
  readonly selectors: NamedSelections
}

export interface Selected {
  /** Unique ids, in graph order. */
  readonly ids: readonly string[]
  readonly warnings: readonly LuxError[]
}

/**
 * The nodes that a command's flags mean; everything where nothing is selected. A criterion that matches nothing is a
 * warning (LUX-1212). Throws LUX-1211 for an unknown selector method, LUX-1213 for a value that it does not take,
 * LUX-1214 where a state is needed and not given, LUX-1216 for an unknown selector.
 */
export function select(graph: Graph, selection: ParsedSelection, context: SelectContext): Selected {
  const { criteria, indirectSelection = "eager", resourceTypes = [], excludeResourceTypes = [] } = selection
  const warnings: LuxError[] = []
  const found =
    criteria === undefined
      ? new Set(graph.order)
      : evaluate(criteria, {
          ...context,
          graph,
          indirect: indirectSelection,
          warn: (warning) => warnings.push(warning),
        })
  const wanted = typesIn(resourceTypes)
  const unwanted = new Set(excludeResourceTypes)
  const ids = graph.order.filter((id) => {
    const type = graph.nodes.get(id)?.resource.type ?? ""
    return found.has(id) && (wanted === undefined || wanted.has(type)) && !unwanted.has(type)
  })
  if (ids.length === 0 && found.size > 0) warnings.push(nothingOfType(found.size))
  return { ids, warnings }
}

/**
 * Parses what flags and `selectors.yml` say together. Throws LUX-1210 for what is not in the grammar, LUX-1217 where
 * `--selector` is given with `--select` or `--exclude`.
 */
export function parseSelection(options: SelectOptions, selectors: NamedSelections): ParsedSelection {
  const { indirectSelection, resourceTypes, excludeResourceTypes } = options
  return { criteria: criteriaIn(options, selectors), indirectSelection, resourceTypes, excludeResourceTypes }
}

function criteriaIn(options: SelectOptions, selectors: NamedSelections): Selection | undefined {
  const { select: wanted = [], exclude = [], selector } = options
  const named = selector ?? (wanted.length + exclude.length === 0 ? selectors.default : undefined)
  if (named !== undefined) {
    if (wanted.length + exclude.length > 0)
      throw new LuxError("LUX-1217", `--selector ${named} stands next to --select or --exclude`, {
        hint: `Write --select selector:${named} to join it with others.`,
      })
    return parseSelector([`selector:${named}`])
  }
  const included = wanted.length === 0 ? undefined : parseSelector(wanted)
  if (exclude.length === 0) return included
  return { kind: "difference", parts: [included ?? everything, parseSelector(exclude)] }
}

/** Names of the methods that a selection uses, those of the selections that it names too. */
export function methodsUsed({ criteria }: ParsedSelection, selectors: NamedSelections): ReadonlySet<string> {
  const used = new Set<string>()
  const seen = new Set<string>()
  const open = criteria === undefined ? [] : [criteria]
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const { method, value } of criteriaOf(next)) {
      used.add(method)
      const named = method === "selector" && !seen.has(value) ? selectors.byName.get(value) : undefined
      seen.add(value)
      if (named !== undefined) open.push(named)
    }
  return used
}

const everything: Selection = {
  kind: "criterion",
  method: "path",
  value: ".",
  parents: 0,
  children: 0,
  childrensParents: false,
  indirect: undefined,
  text: "everything",
}

/** Undefined for all of them. */
function typesIn(names: readonly string[]): ReadonlySet<string> | undefined {
  return names.length === 0 || names.includes("all") || names.includes("default") ? undefined : new Set(names)
}

function nothingOfType(others: number): LuxError {
  return new LuxError("LUX-1212", "nothing of these resource types is selected", {
    hint: `The selection holds ${others} of other types: see --resource-type and --exclude-resource-type.`,
  })
}
