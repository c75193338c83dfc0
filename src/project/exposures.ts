import { LuxError } from "../errors.ts"
import { exposureConfigSchema } from "./config-schemas.ts"
import { describe } from "./docs-blocks.ts"
import type { Loading, PropertiesFile } from "./loading.ts"
import { entryLayers } from "./models.ts"
import { configOf } from "./node-config.ts"
import { relationArgument } from "./relation-argument.ts"
import type { Exposure } from "./types.ts"

/** The exposures that a properties file declares. */
export function readExposures(file: PropertiesFile, loading: Loading): readonly Exposure[] {
  const { document, values } = file
  const { packageName, docs, problems } = loading
  return values.exposures.flatMap((exposure, index) => {
    const path = ["exposures", index]
    const fqn = [packageName, exposure.name]
    const config = configOf(
      exposureConfigSchema,
      [
        ...loading.configs.exposures.layersFor(fqn),
        ...entryLayers({ document, path, properties: exposure }, loading),
      ],
      loading,
    )
    if (config === undefined) return []
    const dependsOn = exposure.depends_on.flatMap((text, at) => {
      const place = document.placeOf([...path, "depends_on", at])
      const relation = relationArgument(text, place)
      if (relation !== undefined) return [relation]
      problems.add(
        new LuxError("LUX-1032", `"${text}" is no relation`, {
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
        description: describe(
          exposure.description,
          docs,
          () => document.placeOf([...path, "description"]),
          problems,
        ),
        tags: config.merged.tags ?? [],
        meta: config.merged.meta ?? {},
        enabled: config.merged.enabled ?? true,
        exposureType: exposure.type,
        owner: { name: exposure.owner.name, email: exposure.owner.email },
        url: exposure.url,
        maturity: exposure.maturity,
        dependsOn,
      },
    ]
  })
}
