import { existsSync } from "node:fs"
import { join } from "node:path"
import type { ReadProject } from "../../analysis/knowledge.ts"
import { methodsUsed, type Selected, select, selectionOf } from "../../graph/select.ts"
import { type NamedSelections, noSelectors, selectorsFileName } from "../../graph/selection.ts"
import type { StateKnowledge } from "../../graph/state/state-knowledge.ts"
import type { Graph } from "../../graph/types.ts"
import type { OpenState } from "../read/open-state.ts"
import type { SelectionOptions } from "../types.ts"

/** The project that is selected from. */
export interface SelectFrom {
  /** Absolute path of the project's folder. */
  readonly root: string
  readonly name: string
  readonly graph: Graph
  /** The rest of the project, for what few selections need. */
  readonly whole: () => Promise<ReadProject>
  /** Undefined where no state was given. */
  readonly state: OpenState | undefined
}

/** What the options of a command mean, with `selectors.yml`. Throws what `select` throws. */
export async function selectNodes(from: SelectFrom, options: SelectionOptions): Promise<Selected> {
  const selectors = await readSelectors(from)
  const used = methodsUsed(selectionOf(options, selectors), selectors)
  const state = from.state === undefined ? undefined : await knowledgeOf(from.state, used, from)
  return select(from.graph, options, { project: from.name, selectors, state })
}

/** Reads of a state what the methods of a selection ask for. */
async function knowledgeOf(
  state: OpenState,
  used: ReadonlySet<string>,
  { whole }: Pick<SelectFrom, "whole">,
): Promise<StateKnowledge> {
  const comparison = used.has("state") ? await state.compare(await whole()) : undefined
  const results = used.has("result") ? await state.results() : undefined
  return {
    byState: (value, place) => comparison?.selectedBy(value, place) ?? new Set(),
    byResult: (status) => results?.(status) ?? new Set(),
  }
}

/** Throws LUX-1002, LUX-1004, LUX-1005 and LUX-1215 for a file that cannot be understood. */
export async function readSelectors(from: Pick<SelectFrom, "root" | "whole">): Promise<NamedSelections> {
  const path = join(from.root, selectorsFileName)
  if (!existsSync(path)) return noSelectors
  const [{ namedSelections }, { parseYaml }, { readText }] = await Promise.all([
    import("../../graph/named-selections.ts"),
    import("../../project/yaml/yaml-document.ts"),
    import("../../project/files/text-file.ts"),
  ])
  const document = parseYaml({ path: selectorsFileName, text: readText(path, selectorsFileName) })
  if (!document.file.text.includes("{{")) return namedSelections(document, (_, text) => text)
  const [{ project }, { templateAt }, { valueContext }, { renderValue }] = await Promise.all([
    from.whole(),
    import("../../project/config/rendered-values.ts"),
    import("../../project/config/value-context.ts"),
    import("../../template/render.ts"),
  ])
  const context = valueContext(project.vars, project.env, project.target, project.macros)
  return namedSelections(document, (at, text) => renderValue(templateAt(document, at, text), context))
}
