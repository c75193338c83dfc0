import { existsSync } from "node:fs"
import { join } from "node:path"
import { type NamedSelections, noSelectors, selectorsFileName } from "../../graph/selection.ts"
import type { ReadProject } from "../../record/read-project.ts"

/**
 * The selections of `selectors.yml`; the project is read where one is a template. Throws LUX-1002, LUX-1004, LUX-1005 and
 * LUX-1215 for a file that cannot be understood.
 */
export async function readSelectors(
  root: string,
  whole: () => Promise<ReadProject>,
): Promise<NamedSelections> {
  const path = join(root, selectorsFileName)
  if (!existsSync(path)) return noSelectors
  const [{ namedSelections }, { parseYaml }, { readText }] = await Promise.all([
    import("../../graph/named-selections.ts"),
    import("../../project/yaml/yaml-document.ts"),
    import("../../project/files/text-file.ts"),
  ])
  const document = parseYaml({ path: selectorsFileName, text: readText(path, selectorsFileName) })
  if (!document.file.text.includes("{{")) return namedSelections(document, (_, text) => text)
  const [{ project }, { templateAt }, { valueContext }, { renderValue }] = await Promise.all([
    whole(),
    import("../../project/config/rendered-values.ts"),
    import("../../project/config/value-context.ts"),
    import("../../template/render.ts"),
  ])
  const context = valueContext(project.vars, project.env, project.target, project.macros)
  return namedSelections(document, (at, text) => renderValue(templateAt(document, at, text), context))
}
