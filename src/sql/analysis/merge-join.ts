import { didYouMean } from "../../nearest.ts"
import { dialectFacts } from "../../project/warehouses.ts"
import type { Identifier, Join } from "../ast.ts"
import type { SqlDialect } from "../types.ts"
import { commonType } from "./common-type.ts"
import { type Joined, type StarColumn, type StarColumns, starsOf } from "./joined.ts"
import type { Around } from "./place.ts"
import { type Merged, type Source, seenThrough } from "./scope.ts"
import { ofOneName, problem } from "./state.ts"
import { type Column, computed, type Deciders, unknownValue } from "./value.ts"

interface Side {
  readonly column: Column | undefined
  readonly members: readonly Source[]
}

/** A join whose columns with the same name become one: `using` names them, `natural` takes all. */
export function mergeJoin(
  node: Join,
  left: Joined,
  right: Joined,
  state: { readonly around: Around; readonly deciders: Deciders },
): Joined {
  const merged = new Map<string, Merged>([...left.merged, ...right.merged])
  const names = node.using?.map((each) => each.name) ?? shared(left, right)
  const spans = new Map(node.using?.map((each) => [each.name, each]))
  for (const name of names) {
    const a = sideOf(left, name, spans.get(name), "left", state.around)
    const b = sideOf(right, name, spans.get(name), "right", state.around)
    const column = mergedColumn(node, name, a.column, b.column)
    merged.set(name, { column, members: new Set([...a.members, ...b.members]) })
    if (column.origins.length > 0)
      state.deciders.own.push({
        by: "join",
        origins: computed(column.type, [a.column ?? unknownValue, b.column ?? unknownValue], 0).origins,
      })
  }
  return {
    sources: [...left.sources, ...right.sources],
    merged,
    star: () =>
      mergedStar(left, right, {
        names,
        merged,
        natural: node.natural,
        dialect: state.around.state.dialect,
      }),
  }
}

function mergedColumn(node: Join, name: string, a: Column | undefined, b: Column | undefined): Column {
  if (a === undefined || b === undefined) return { ...unknownValue, name }
  if (node.type === "right") return b
  if (node.type !== "full") return a
  return { name, ...computed(commonType([a.type, b.type]), [a, b], 0) }
}

/** The names that both sides have; only as far as both are known. */
function shared(left: Joined, right: Joined): string[] {
  const names = new Set(right.star().columns.map((each) => each.column.name))
  const found = left.star().columns.map((each) => each.column.name)
  return [...new Set(found.filter((name) => names.has(name)))]
}

function sideOf(
  joined: Joined,
  name: string,
  span: Identifier | undefined,
  which: string,
  around: Around,
): Side {
  const merged = joined.merged.get(name)
  const owners = joined.sources.filter(
    (each) => !merged?.members.has(each) && each.shape.column(name) !== undefined,
  )
  if (merged !== undefined && owners.length === 0)
    return { column: merged.column, members: [...merged.members] }
  const [owner] = owners
  const column = owner?.shape.column(name)
  const members = merged === undefined ? owners : [...owners, ...merged.members]
  if (owners.length > 1 || merged !== undefined || column === "several") {
    if (span !== undefined && owner !== undefined && column === "several")
      ofOneName(around.state, span, owner, name)
    else if (span !== undefined)
      problem(
        around.state,
        "LUX-1311",
        span,
        `column "${name}" is ambiguous: several relations on the ${which} of the join have it`,
      )
    return { column: undefined, members }
  }
  if (owner !== undefined && column !== undefined)
    return { column: { ...seenThrough(owner, column), name }, members }
  const open = joined.sources.filter((each) => each.shape.open)
  if (open.length === 0 && span !== undefined) {
    const names = joined.sources.flatMap((each) => each.shape.names)
    problem(
      around.state,
      "LUX-1310",
      span,
      `the ${which} of the join has no column "${name}"`,
      didYouMean(name, names),
    )
  }
  const [only] = open
  if (open.length !== 1 || only === undefined) return { column: undefined, members: open }
  return { column: { ...seenThrough(only, only.shape.unlisted(name)), name }, members: open }
}

interface MergedBy {
  readonly names: readonly string[]
  readonly merged: ReadonlyMap<string, Merged>
  readonly natural: boolean
  readonly dialect: SqlDialect
}

/** The merged columns come once and first, or in some dialects where the left has them; then the others of left and right. */
function mergedStar(left: Joined, right: Joined, { names, merged, natural, dialect }: MergedBy): StarColumns {
  const { columns, open, openShapes } = starsOf([left, right])
  const common = names.flatMap((name) => {
    const column = merged.get(name)?.column
    return column === undefined ? [] : [{ column, key: `.${name}` }]
  })
  const others = (from: readonly StarColumn[]) => from.filter((each) => !names.includes(each.column.name))
  // Behind an open side there may be more common columns, and which name is whose is not known.
  const known = { open, openShapes: natural ? [] : openShapes }
  if (!dialectFacts(dialect).mergesInPlace) return { columns: [...common, ...others(columns)], ...known }
  const own = left.star().columns
  const inPlace = own.map((each) => common.find(({ column }) => column.name === each.column.name) ?? each)
  const unlisted = common.filter((each) => !inPlace.includes(each))
  return { columns: [...unlisted, ...inPlace, ...others(right.star().columns)], ...known }
}
