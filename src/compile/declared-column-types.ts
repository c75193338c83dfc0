import type { Project } from "../project/types.ts"
import type { RelationOf } from "./relations.ts"
import type { ColumnTypes } from "./to-executable.ts"

/**
 * Column types that hold because lux itself gives them: those of seeds and of files in the lake, by the relation's name
 * as SQL has it. What a model's properties declare is only a claim about its query, so it decides no translation.
 */
export function declaredColumnTypes(project: Project, relationOf: RelationOf): ColumnTypes {
  let known: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined
  return (relation) => {
    known ??= collect(project, relationOf)
    return known.get(relation)
  }
}

function collect(
  project: Project,
  relationOf: RelationOf,
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const types = new Map<string, Readonly<Record<string, string>>>()
  for (const resource of project.resources) {
    const isSeed = resource.type === "seed"
    if (!isSeed && !(resource.type === "source" && resource.external !== undefined)) continue
    const declared = resource.columns.flatMap(({ name, dataType }) =>
      dataType === undefined ? [] : [[name.toLowerCase(), dataType] as const],
    )
    const technical = isSeed ? {} : { _file: "varchar", _collected_at: "timestamp" }
    types.set(relationOf(resource).label.toLowerCase(), { ...Object.fromEntries(declared), ...technical })
  }
  return types
}
