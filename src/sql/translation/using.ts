import type { FromItem, Join, Star } from "../ast.ts"
import { keyOf, mayEndInBlanks } from "./blanks.ts"
import { areNamed, starColumns } from "./columns.ts"
import { macro, type Place, refuse } from "./context.ts"
import { joined, type Out, out } from "./output.ts"
import type { Merged, RelationInScope } from "./scope.ts"
import { common, isOther, type SqlType, unknown } from "./sql-type.ts"
import { emit, nameText, within } from "./walk.ts"

/**
 * A join. By `using` and as a natural join the engines compare texts with their trailing blanks: where a column may have
 * some, the join is written with `on` and keys. What it merges then stands for the value that `using` would give.
 */
export function emitJoin(node: Join, place: Place): Out {
  const left = emit(node.left, place)
  const right = emit(node.right, place)
  const plain = () =>
    within(
      node,
      place,
      new Map([
        [node.left, left],
        [node.right, right],
      ]),
    )
  const names = node.natural ? commonNames(node, place) : node.using?.map(({ name }) => name)
  if (names === undefined) return plain()
  const sides = names.map((name) => ({
    name,
    left: ownerOf(node.left, name, place),
    right: ownerOf(node.right, name, place),
  }))
  const merged = new Map(
    sides.flatMap((side): [string, Merged][] => {
      const value = mergedOf(node, side)
      return value === undefined ? [] : [[side.name, value]]
    }),
  )
  place.scope.joins.set(node, { names, merged })
  if (sides.every((side) => !needsKeys(side))) return plain()
  const unowned = sides.find((side) => side.left === undefined || side.right === undefined)
  if (unowned !== undefined) {
    refuse(
      place,
      node,
      `a join by "${unowned.name}", which several relations may have`,
      "Declare the columns of what is read here, or write on a.id = b.id.",
    )
    return plain()
  }
  if (
    place.scope.listsAll &&
    engineNeedsColumns(place) &&
    starColumns(all, [node], place.scope) === undefined
  )
    return guarded(node, names, { left, right }, place)
  for (const [name, value] of merged) place.scope.merged.set(name, value)
  const conditions = sides.map((side) => out`${keyed(side.left, place)} = ${keyed(side.right, place)}`)
  if (conditions.length === 0) return out`${left} cross join ${right}`
  return out`${left} ${node.type} join ${right} on ${joined(conditions, " and ")}`
}

const all: Star = { kind: "star", qualifier: [], start: 0, end: 0 }

/** Whether a star over columns that are not known can stand for the merged ones only where the join is by `using`. */
function engineNeedsColumns({ context }: Place): boolean {
  return context.engine.everyColumn === undefined
}

/** The join as it is written, over relations that have no text with trailing blanks in its columns: one is an error. */
function guarded(
  node: Join,
  names: readonly string[],
  { left, right }: { readonly left: Out; readonly right: Out },
  place: Place,
): Out {
  const guard = (item: FromItem, text: Out): Out => {
    const given = item.kind === "join" ? place.scope.joins.get(item)?.names : undefined
    if (names.every((name) => given?.includes(name))) return text
    const [relation] = item.kind === "join" ? [] : relationsOf(item, place)
    if (relation === undefined || !("alias" in item) || item.alias?.columns !== undefined) {
      refuse(place, node, "a star over this join by using", "Declare the columns of what is read here.")
      return text
    }
    const name = nameText(relation.name, place)
    const tests = names.map((each) => `${macro(place, "unblanked")}(${name}.${nameText(each, place)})`)
    return out`(select * from ${text} where ${tests.join(" and ")}) as ${name}`
  }
  return within(
    node,
    place,
    new Map([
      [node.left, guard(node.left, left)],
      [node.right, guard(node.right, right)],
    ]),
  )
}

interface Side {
  readonly name: string
  readonly left: Merged | undefined
  readonly right: Merged | undefined
}

/** Names that both sides of a natural join have. */
function commonNames(node: Join, place: Place): readonly string[] | undefined {
  const [left, right] = [node.left, node.right].map((side) =>
    starColumns({ kind: "star", qualifier: [], start: 0, end: 0 }, [side], place.scope)?.map(
      ({ name }) => name,
    ),
  )
  if (left !== undefined && right !== undefined && areNamed([...left, ...right]))
    return left.filter((name) => right.includes(name))
  refuse(
    place,
    node,
    "a natural join of columns that are not known",
    "Declare the columns of what is read here, or name the columns after using.",
  )
  return undefined
}

function mergedOf({ type }: Join, { left, right }: Side): Merged | undefined {
  if (left === undefined || right === undefined) return undefined
  if (type === "right") return right
  if (type !== "full") return left
  return { value: out`coalesce(${left.value}, ${right.value})`, type: common([left.type, right.type]) }
}

/** Whether both may be texts, of which one may end with blanks. */
function needsKeys({ left, right }: Side): boolean {
  const types = [left?.type ?? unknown, right?.type ?? unknown]
  return types.every((type) => !isOther(type)) && types.some(mayEndInBlanks)
}

function keyed(side: Merged | undefined, place: Place): Out {
  if (side === undefined) return []
  return mayEndInBlanks(side.type) ? keyOf(side.value, side.type, place) : side.value
}

/** The column of that name in an item of `from`; undefined where it is not known whose it is. */
function ownerOf(item: FromItem, name: string, place: Place): Merged | undefined {
  if (item.kind === "parenFrom") return ownerOf(item.inner, name, place)
  if (item.kind !== "join") {
    const relation = place.scope.relations.find(({ from }) => from === item)
    return relation && ofRelation(relation, name, place)
  }
  const { merged, names } = place.scope.joins.get(item) ?? {}
  if (names?.includes(name)) return merged?.get(name)
  const owners = [item.left, item.right].flatMap((side) => {
    const owner = ownerOf(side, name, place)
    return owner === undefined ? [] : [owner]
  })
  const sure = owners.filter(({ type }) => type.kind !== "unknown")
  const [only, more] = sure.length > 0 ? sure : owners
  return more === undefined && (sure.length > 0 || isOwnedOnce(item, name, place)) ? only : undefined
}

/** Whether at most one of the relations may have a column of that name. */
function isOwnedOnce(item: FromItem, name: string, place: Place): boolean {
  return relationsOf(item, place).filter((each) => mayHave(each, name)).length < 2
}

function relationsOf(item: FromItem, place: Place): readonly RelationInScope[] {
  if (item.kind === "parenFrom") return relationsOf(item.inner, place)
  if (item.kind === "join") return [...relationsOf(item.left, place), ...relationsOf(item.right, place)]
  return place.scope.relations.filter(({ from }) => from === item)
}

function mayHave({ columns }: RelationInScope, name: string): boolean {
  return columns === undefined || columns.has(name)
}

function ofRelation(relation: RelationInScope, name: string, place: Place): Merged | undefined {
  if (relation.name === "" || !mayHave(relation, name)) return undefined
  const type: SqlType = relation.some?.get(name) ?? unknown
  return { value: [`${nameText(relation.name, place)}.${nameText(name, place)}`], type }
}
