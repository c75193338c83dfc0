import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { nodeDocs } from "../config/node-config.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import type { MacroProperties } from "./governance.ts"
import { descriptionOf } from "./properties-entries.ts"

/** What properties files say about macros and generic tests. LUX-1051 for one that does not exist. */
export function readMacroProperties(
  properties: readonly PropertiesFile[],
  loading: Loading,
): readonly MacroProperties[] {
  return properties.flatMap(({ document, values }) =>
    values.macros.map((macro, index): MacroProperties => {
      const path = ["macros", index]
      const place = new YamlPlace(document, [...path, "name"])
      if (loading.allMacrosRead && !isMacro(macro.name, loading))
        loading.problems.add(
          new LuxError("LUX-1051", `there is no macro "${macro.name}" to describe`, {
            place,
            hint: didYouMean(macro.name, loading.macros.keys()),
          }),
        )
      return {
        name: macro.name,
        description: descriptionOf({ document, path, properties: macro }, loading),
        arguments: macro.arguments.map((argument, at) => ({
          name: argument.name,
          type: argument.type,
          description: descriptionOf(
            { document, path: [...path, "arguments", at], properties: argument },
            loading,
          ),
        })),
        docs: nodeDocs(macro.config?.docs ?? macro.docs),
        meta: { ...macro.meta, ...macro.config?.meta },
        path: document.file.path,
        place,
      }
    }),
  )
}

/** A generic test is described by its name, or as dbt names the macro behind it. */
function isMacro(name: string, { macros, genericTests }: Loading): boolean {
  return macros.has(name) || genericTests.has(name.replace(/^test_/, ""))
}
