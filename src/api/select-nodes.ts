import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { type Selected, select } from "../graph/select.ts"
import { type NamedSelections, noSelectors, selectorsFileName } from "../graph/selection.ts"
import type { Graph } from "../graph/types.ts"
import type { Project } from "../project/types.ts"
import type { SelectionOptions } from "./types.ts"

/** The project that is selected from. */
export interface SelectFrom {
  /** Absolute path of the project's folder. */
  readonly root: string
  readonly name: string
  readonly graph: Graph
  /** The rest of the project, for what few selections need. */
  readonly project: () => Promise<Project>
}

/** What the options of a command mean, with `selectors.yml`. Throws what `select` throws. */
export async function selectNodes(from: SelectFrom, options: SelectionOptions): Promise<Selected> {
  const selectors = await readSelectors(from)
  return select(from.graph, options, { project: from.name, selectors, state: undefined })
}

/** Throws LUX-1002, LUX-1004, LUX-1005 and LUX-1215 for a file that cannot be understood. */
export async function readSelectors(from: Omit<SelectFrom, "graph" | "name">): Promise<NamedSelections> {
  const path = join(from.root, selectorsFileName)
  if (!existsSync(path)) return noSelectors
  const [{ namedSelections }, { parseYaml }] = await Promise.all([
    import("../graph/named-selections.ts"),
    import("../project/yaml-document.ts"),
  ])
  const document = parseYaml({ path: selectorsFileName, text: readFileSync(path, "utf8") })
  if (!document.file.text.includes("{{")) return namedSelections(document, (_, text) => text)
  const [project, { templateAt }, { valueContext }, { renderValue }] = await Promise.all([
    from.project(),
    import("../project/rendered-values.ts"),
    import("../project/value-context.ts"),
    import("../template/render.ts"),
  ])
  const context = valueContext(project.vars, project.env, project.target, project.macros)
  return namedSelections(document, (at, text) => renderValue(templateAt(document, at, text), context))
}
