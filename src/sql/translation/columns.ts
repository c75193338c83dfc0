import type { FromItem, Join, Star } from "../ast.ts"
import type { Out } from "./output.ts"
import type { Columns, RelationInScope, Scope } from "./scope.ts"
import { common as commonType, type SqlType, unknown } from "./sql-type.ts"

/** No name that could be written. */
const nameless = "\0"

/** Adds a column; one that has no name, or that of an earlier one, only takes its place. */
export function addColumn(columns: Map<string, SqlType>, name: string | undefined, type: SqlType): void {
  columns.set(name === undefined || columns.has(name) ? `${nameless}${columns.size}` : name, type)
}

/** Whether each column can be told by its name. */
export function areNamed(names: Iterable<string>): boolean {
  return [...names].every((name) => !name.startsWith(nameless))
}

/** The columns under the names of an alias or a CTE, which may be fewer. */
export function renamedColumns(columns: Columns, names: readonly string[] | undefined): Columns {
  if (columns === undefined || names === undefined) return columns
  const renamed = new Map<string, SqlType>()
  const all = [...columns]
  for (const name of names) addColumn(renamed, name, all[renamed.size]?.[1] ?? unknown)
  for (const [name, type] of all.slice(names.length)) addColumn(renamed, name, type)
  return renamed
}

/** The columns of a set operation: the names are the first part's. */
export function commonColumns(left: Columns, right: Columns): Columns {
  if (left === undefined || right === undefined || left.size !== right.size) return undefined
  const types = [...right.values()]
  return new Map([...left].map(([name, type], index) => [name, commonType([type, types[index] ?? type])]))
}

/** A column that a star stands for. */
export interface StarColumn {
  /** Whose it is; of a full join by `using` it is that of both sides, the first that is not null. */
  readonly relations: readonly RelationInScope[]
  readonly name: string
  readonly type: SqlType
}

/**
 * The columns that a star stands for, in their order; undefined where they are not known. What a join has by `using`
 * comes first, or stays at the place that it has on the left.
 */
export function starColumns(
  { qualifier }: Star,
  from: readonly FromItem[],
  scope: Scope,
  merged: "first" | "left" = "first",
): readonly StarColumn[] | undefined {
  const name = qualifier.at(-1)?.name
  if (name === undefined) return whole(from.map((item) => columnsOf(item, scope, merged)))
  const relations = scope.relations.filter((each) => each.name === name)
  return relations.length === 0 ? undefined : whole(relations.map(ownColumns))
}

function columnsOf(
  item: FromItem,
  scope: Scope,
  merged: "first" | "left",
): readonly StarColumn[] | undefined {
  if (item.kind === "parenFrom") return columnsOf(item.inner, scope, merged)
  if (item.kind !== "join")
    return whole(scope.relations.filter(({ from }) => from === item).map((relation) => ownColumns(relation)))
  const sides = [columnsOf(item.left, scope, merged), columnsOf(item.right, scope, merged)]
  const all = whole(sides)
  const names = namesOfJoin(item, scope)
  if (all === undefined || names === undefined) return all
  const giving = item.type === "full" ? sides : item.type === "right" ? [sides[1]] : [sides[0]]
  const common = names.map((name) => {
    const same = giving.flatMap((side) => side?.find((each) => each.name === name) ?? [])
    const type = same.length === 0 ? unknown : commonType(same.map((each) => each.type))
    return { relations: same.flatMap(({ relations }) => relations), name, type }
  })
  const [left = [], right = []] = sides.map((side) => side?.filter(({ name }) => !names.includes(name)))
  if (merged === "first") return [...common, ...left, ...right]
  const own = sides[0]?.map((each) => common.find(({ name }) => name === each.name) ?? each)
  return [...(own ?? []), ...right]
}

/** The columns that a join by `using`, or a natural one, merges. */
export function namesOfJoin(item: Join, scope: Scope): readonly string[] | undefined {
  return scope.joins.get(item)?.names ?? item.using?.map(({ name }) => name)
}

function ownColumns(relation: RelationInScope): readonly StarColumn[] | undefined {
  return (
    relation.columns && [...relation.columns].map(([name, type]) => ({ relations: [relation], name, type }))
  )
}

function whole(parts: readonly (readonly StarColumn[] | undefined)[]): readonly StarColumn[] | undefined {
  const known = parts.filter((part) => part !== undefined)
  return known.length === 0 || known.length < parts.length ? undefined : known.flat()
}

/** Adds text at the end of a query, before its closing parenthesis if it has one. */
export function beforeClose(text: Out, addition: string, parens: boolean): Out {
  const last = text.at(-1)
  if (!parens || last === undefined || typeof last === "string") return [...text, addition]
  return [...text.slice(0, -1), { start: last.start, end: last.end - 1 }, addition, ")"]
}
