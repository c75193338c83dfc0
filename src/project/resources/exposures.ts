import { LuxError } from "../../errors.ts"
import { exposureConfigSchema } from "../config/config-schemas.ts"
import { configOf } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import type { Exposure } from "../types.ts"
import { ownerOf } from "./groups.ts"
import { descriptionOf, entryLayers } from "./properties-entries.ts"
import { relationArgument } from "./relation-argument.ts"

/** The exposures that a properties file declares. */
export function readExposures(file: PropertiesFile, loading: Loading): readonly Exposure[] {
  const { document, values } = file
  const { packageName, problems } = loading
  return values.exposures.flatMap((exposure, index) => {
    const path = ["exposures", index]
    const entry = { document, path, properties: exposure }
    const fqn = [packageName, ...placeInFolders(document.file.path, loading.folders).inside, exposure.name]
    const config = configOf(
      exposureConfigSchema,
      [
        ...loading.configs.exposures.layersFor(fqn),
        ...entryLayers(entry, loading),
        ...loading.configs.exposures.overridesFor(fqn),
      ],
      loading,
    )
    if (config === undefined) return []
    const dependsOn = exposure.depends_on.flatMap((text, at) => {
      const place = document.placeOf([...path, "depends_on", at])
      const relation = relationArgument(text, () => place)
      if (relation !== undefined) return [relation]
      problems.add(
        new LuxError("LUX-1032", `"${text}" is not a relation`, {
          place,
          hint: "Write ref('model') or source('source', 'table').",
        }),
      )
      return []
    })
    return [
      {
        type: "exposure" as const,
        uniqueId: `exposure.${packageName}.${exposure.name}`,
        name: exposure.name,
        packageName,
        path: document.file.path,
        fqn,
        place: document.placeOf([...path, "name"]),
        description: descriptionOf(entry, loading),
        tags: config.merged.tags ?? [],
        meta: config.merged.meta ?? {},
        enabled: config.merged.enabled ?? true,
        unrendered: config.unrendered,
        label: exposure.label,
        exposureType: exposure.type,
        owner: ownerOf(exposure.owner),
        url: exposure.url,
        maturity: exposure.maturity,
        dependsOn,
      },
    ]
  })
}
