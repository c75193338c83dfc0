import { LuxError, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { yamlText } from "../../template/exact-number.ts"
import type { RenderContext } from "../../template/types.ts"
import { renderValues } from "../config/rendered-values.ts"
import type { ProjectFile } from "../project-file.ts"
import { usualStageEngine } from "../stage-engines.ts"
import type { Target } from "../types.ts"
import { warehouseTypes } from "../warehouses.ts"
import { isMap } from "../yaml/is-map.ts"
import type { YamlDocument } from "../yaml/yaml-document.ts"
import { targetKinds } from "./target-kinds.ts"

/** Stands for a target that cannot be read, so that errors elsewhere are found too. */
export const standIn: Target = {
  name: "",
  type: "duckdb",
  path: "",
  schema: "",
  schemaPrefix: "",
  threads: 1,
  batches: "",
  artifacts: undefined,
  batchRetention: undefined,
  batchFormat: "parquet",
  s3: { region: undefined, endpoint: undefined },
  stageEngine: usualStageEngine,
  spark: undefined,
  place: { file: "lux_project.yml", line: 1, column: 1 },
}

/** The target of a command: the one asked for, else `target:` of the project, else the first. */
export function chooseTarget(
  document: YamlDocument,
  file: ProjectFile,
  root: string,
  asked: string | undefined,
  context: RenderContext,
  problems: Problems,
): Target | undefined {
  const names = Object.keys(file.targets)
  const name = asked ?? file.target ?? names[0]
  // Targets that are there but cannot be read have been reported.
  if (names.length === 0 && problems.found.length > 0) return undefined
  if (name === undefined || !Object.hasOwn(file.targets, name)) {
    problems.add(
      new LuxError(
        "LUX-1010",
        name === undefined ? "the project has no target" : `there is no target "${name}"`,
        {
          place:
            asked === undefined
              ? document.placeOf([file.target === undefined ? "targets" : "target"])
              : undefined,
          hint:
            names.length === 0
              ? "Write one into lux_project.yml, such as targets: {dev: {type: duckdb}}."
              : (didYouMean(name ?? "", names) ?? `There are: ${names.join(", ")}.`),
        },
      ),
    )
    return undefined
  }
  const path = ["targets", name]
  // The others are left alone: their environment variables need not be set here.
  const before = problems.found.length
  const rendered = renderValues(document, path, file.targets[name], context, problems)
  if (problems.found.length > before) return undefined
  const values = isMap(rendered) ? rendered : {}
  const type = values["type"]
  const kind = warehouseTypes.find((known) => known === type)
  if (kind === undefined) {
    problems.add(
      new LuxError(
        "LUX-1011",
        type === undefined
          ? `target "${name}" has no type`
          : `target "${name}" has the unknown type ${yamlText(type)}`,
        {
          place: document.placeOf(type === undefined ? path : [...path, "type"]),
          hint: `Known: ${warehouseTypes.join(", ")}.`,
        },
      ),
    )
    return undefined
  }
  return targetKinds[kind].read(values, {
    name,
    root,
    placeOf: (inner, part) => document.placeOf([...path, ...inner], part),
    problems,
  })
}
