/** Of what is next to the project's relations, what lux may drop: what it made itself, as the object's name or comment says. */
import { LuxError } from "../../errors.ts"
import { isNotMade, type Made } from "../../materialize/made-guard.ts"
import type { Built, DataTest } from "../../project/types.ts"
import {
  candidateSuffix,
  goneSuffix,
  madeBeside,
  namesNextTo,
  tokenIn,
  withToken,
} from "../../sql/names-next-to.ts"
import { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Catalog, CatalogEntry, RelationKind } from "../../warehouse/warehouse.ts"

/** What has the name of `next to`, where lux made it next to `relation`. */
export function madeByLux(catalog: Catalog, relation: Relation, beside: Relation): CatalogEntry | undefined {
  const entry = catalog.get(beside)
  return entry?.madeNextTo !== undefined && same(entry.madeNextTo, relation) ? entry : undefined
}

/** The same, as it is dropped. */
export function asMade({ schema, name, kind, madeNextTo, madeBy }: CatalogEntry): readonly Made[] {
  if (madeNextTo === undefined && madeBy === undefined) return []
  return [{ relation: new Relation(schema, name), kind, nextTo: madeNextTo }]
}

/** True for what lux made to build a relation, and a run that was cut off has left. */
export function isLeftover(entry: CatalogEntry): boolean {
  const { schema, name, madeNextTo, madeBy } = entry
  if (madeBy !== undefined) return true
  const own = new Relation(schema, name)
  return madeNextTo !== undefined && madeBeside(madeNextTo).some((each) => same(each, own))
}

/** LUX-2141 for each relation that has a name of lux's and that lux did not make: an earlier lux left no record. */
export function notMadeByLux(catalog: Catalog, resource: Built, relation: Relation): readonly LuxError[] {
  const unrecorded = [...namesNextTo(relation), ...unrecordedNames(catalog, relation)]
  return unrecorded.flatMap((beside) => {
    const found = catalog.get(beside)
    if (found === undefined || madeByLux(catalog, relation, beside) !== undefined) return []
    return [
      new LuxError(
        "LUX-2141",
        `${beside.label} exists, and no record says that lux made it: lux neither replaces nor drops it`,
        {
          place: resource.place,
          hint: `If an earlier version of lux left it, drop it: drop ${found.kind} ${beside}. Otherwise rename it: lux uses this name to build "${resource.name}".`,
        },
      ),
    ]
  })
}

const withTokens = new WeakMap<Catalog, readonly CatalogEntry[]>()

/** What has the name of a relation's candidate with the token of a run that no record knows. */
function unrecordedNames(catalog: Catalog, relation: Relation): readonly Relation[] {
  const named =
    withTokens.get(catalog) ??
    [...catalog.entries()].filter(({ name, madeBy }) => madeBy === undefined && tokenIn(name) !== undefined)
  withTokens.set(catalog, named)
  return named.flatMap(({ name }) =>
    [candidateSuffix, goneSuffix]
      .map((suffix) => relation.withSuffix(withToken(suffix, tokenIn(name))))
      .filter((each) => each.name.toLowerCase() === name.toLowerCase()),
  )
}

/** Throws LUX-2140 where a test would keep its failing rows instead of something that lux did not make. */
export function checkFailuresPlace(catalog: Catalog, test: DataTest, failures: Relation | undefined): void {
  const found = failures && catalog.get(failures)
  if (failures === undefined || found === undefined || madeByLux(catalog, failures, failures)) return
  throw failuresInTheWay(test, failures, found.kind)
}

/** The error as LUX-2140 where somebody else made a relation instead of a test's failing rows while the run went on. */
export function failuresNotMade(
  error: unknown,
  test: DataTest,
  failures: Relation,
  statements: WarehouseStatements,
): unknown {
  return isNotMade(error, failures, statements) ? failuresInTheWay(test, failures, undefined, error) : error
}

function failuresInTheWay(
  test: DataTest,
  failures: Relation,
  kind: RelationKind | undefined,
  cause?: unknown,
): LuxError {
  const leftover =
    kind === undefined ? "" : `If an earlier version of lux left it, drop it: drop ${kind} ${failures}. `
  return new LuxError(
    "LUX-2140",
    `${failures.label} is in the way: test "${test.name}" keeps its failing rows there, and no record says that lux made it`,
    {
      place: test.place,
      hint: `${leftover}${leftover === "" ? "Rename" : "Otherwise rename"} it, or set schema in the test's config.`,
      cause,
    },
  )
}

/** Why a rejected version could not be kept: LUX-2140 where somebody else's relation has its name. */
export function rejectedNotMade(
  error: LuxError,
  rejected: Relation,
  statements: WarehouseStatements,
): LuxError {
  if (!isNotMade(error, rejected, statements)) return error
  return new LuxError("LUX-2140", `${rejected.label} is in the way: no record says that lux made it`, {
    hint: "lux drops only what it made. Drop or rename it, and build again.",
    cause: error,
  })
}

/** The error as LUX-2140 where it says that a name is taken which lux needs to build the relation. */
export function inTheWay(error: LuxError, { name }: Built, relation: Relation): LuxError {
  if (!/already exists/i.test(error.message)) return error
  const taken = namesNextTo(relation).find((each) => error.message.includes(`"${each.name}"`))
  if (taken === undefined) return error
  return new LuxError("LUX-2140", `${taken.label} is in the way: lux needs this name to build "${name}"`, {
    place: error.place,
    hint: "lux drops only what it made. Drop or rename it, and build again.",
    cause: error,
  })
}

function same(one: Relation, other: Relation): boolean {
  return one.label.toLowerCase() === other.label.toLowerCase()
}
