import { isFileOfRows, isOfFiles, isRelational } from "../project/resource-guards.ts"
import type { Project, Relational } from "../project/types.ts"
import { factsOf } from "../project/warehouses.ts"
import type { ColumnsOf } from "./compiled.ts"
import type { RelationOf } from "./relations.ts"
import type { ColumnTypes } from "./to-executable.ts"

/**
 * Column types that hold because lux itself gives them: those of seeds and of files in the lake, by the relation's name
 * as SQL has it. What a model's properties declare is only a claim about its query, so it decides no translation.
 */
export function declaredColumnTypes(
  project: Project,
  relationOf: RelationOf,
  columnsOf: ColumnsOf,
): ColumnTypes {
  return factsOf(project.target).translatedByAllColumns
    ? wholeColumnTypes(project, relationOf, columnsOf)
    : declared(project, relationOf)
}

function declared(project: Project, relationOf: RelationOf): ColumnTypes {
  let known: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined
  return (relation) => {
    known ??= collect(project, relationOf)
    return known.get(relation)
  }
}

/**
 * The same where a name in a select list means an alias only if no relation has a column of that name: all columns of a
 * relation, or nothing. One whose type is not known by itself has none here.
 */
function wholeColumnTypes(project: Project, relationOf: RelationOf, columnsOf: ColumnsOf): ColumnTypes {
  const types = declared(project, relationOf)
  let resources: ReadonlyMap<string, Relational> | undefined
  return (relation) => {
    resources ??= new Map(
      project.resources.filter(isRelational).map((each) => [relationOf(each).label.toLowerCase(), each]),
    )
    const resource = resources.get(relation)
    const names = resource === undefined ? undefined : columnsOf(resource)
    if (names === undefined) return undefined
    const known = types(relation) ?? {}
    return Object.fromEntries(names.map((name) => [name, known[name] ?? "unknown"]))
  }
}

function collect(
  project: Project,
  relationOf: RelationOf,
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const types = new Map<string, Readonly<Record<string, string>>>()
  for (const resource of project.resources) {
    if (!isFileOfRows(resource) && !isOfFiles(resource)) continue
    const declared = resource.columns.flatMap(({ name, dataType }) =>
      dataType === undefined ? [] : [[name.toLowerCase(), dataType] as const],
    )
    const technical = isFileOfRows(resource) ? {} : { _file: "varchar", _collected_at: "timestamp" }
    types.set(relationOf(resource).label.toLowerCase(), { ...Object.fromEntries(declared), ...technical })
  }
  return types
}
