import { LuxError, Problems } from "../../errors.ts"
import { ProjectInputs } from "../files/project-inputs.ts"
import type { Loading } from "../loading.ts"
import { descriptionOf } from "../resources/properties-entries.ts"
import type { Reuse } from "../reuse.ts"
import type { Collector } from "../types.ts"
import { validate } from "../yaml/validate.ts"
import { parseYaml, type YamlDocument } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { type Collectors, collectorsSchema } from "./declaration.ts"
import { sourceOf } from "./paths.ts"

/** Declares all collectors of a project. */
export const collectorsFile = "lambdas/collectors.yml"

/** The declaration of a project, well formed. */
export interface DeclaredCollectors {
  readonly document: YamlDocument
  readonly values: Collectors
}

/** Undefined where there is none, where something is wrong with it, and where what it declares is taken over. */
export function readDeclaration(
  inputs: ProjectInputs,
  reuse: Reuse | undefined,
  problems: Loading["problems"],
): DeclaredCollectors | undefined {
  if (reuse?.unchanged.has(collectorsFile) === true) return undefined
  if (inputs.readIfThere(collectorsFile) === undefined) return undefined
  return problems.attempt(() => {
    const document = parseYaml(inputs.read(collectorsFile))
    const values = validate(collectorsSchema, document.value ?? {}, document.placeOf.bind(document), problems)
    if (values === undefined) return undefined
    // Read together with what describes the sources, and with the seeds that are compared.
    const sources = values.collectors.flatMap(({ writes }) => writes.map(sourceOf))
    const seeds = Object.values(values.units).flatMap(({ seed }) => seed ?? [])
    inputs.described.set(collectorsFile, [...new Set([...sources, ...seeds])])
    return { document, values }
  })
}

/** The declaration by itself, for what needs nothing else of the project. Throws LUX-3237 where there is none. */
export function wholeDeclaration(root: string): DeclaredCollectors {
  const problems = new Problems()
  const inputs = new ProjectInputs(root)
  const found = readDeclaration(inputs, undefined, problems)
  problems.throwIfAny()
  if (found !== undefined) return found
  throw new LuxError("LUX-3237", `the project declares no collectors`, {
    hint: `${collectorsFile} declares them: see docs/guides/collectors.md.`,
  })
}

/** The collectors themselves. */
export function readCollectors(
  { document, values }: DeclaredCollectors,
  loading: Loading,
): readonly Collector[] {
  const { packageName } = loading
  return values.collectors.map((collector, index): Collector => {
    const path = ["collectors", index]
    const { name, tags, meta, settings, limits } = collector
    const list = values.units[collector.units]
    return {
      type: "collector",
      uniqueId: `collector.${packageName}.${name}`,
      name,
      packageName,
      path: collectorsFile,
      fqn: [packageName, name],
      place: new YamlPlace(document, [...path, "name"]),
      description: descriptionOf({ document, path, properties: collector }, loading),
      tags,
      meta,
      enabled: true,
      function: collector.function,
      every: collector.schedule.every,
      unitList: collector.units,
      units: list === undefined ? [] : list.items.map((item) => item[list.key] ?? ""),
      settings,
      limits,
      writes: collector.writes.map((write) => ({ source: write.source, path: write.path })),
    }
  })
}
