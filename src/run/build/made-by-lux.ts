/** Of what lies next to the project's relations, what lux may drop: what it made itself, as the object's comment says. */
import { LuxError } from "../../errors.ts"
import type { Built, DataTest } from "../../project/types.ts"
import { madeBeside, namesNextTo } from "../../sql/names-next-to.ts"
import { Relation } from "../../sql/relation.ts"
import type { Catalog, CatalogEntry } from "../../warehouse/warehouse.ts"

/** What has the name of `beside`, where lux made it next to `relation`. */
export function madeByLux(catalog: Catalog, relation: Relation, beside: Relation): CatalogEntry | undefined {
  const entry = catalog.get(beside)
  return entry?.madeNextTo !== undefined && same(entry.madeNextTo, relation) ? entry : undefined
}

/** True for what lux made to build a relation, and a run that was cut off has left. */
export function isLeftover(entry: CatalogEntry): boolean {
  const { schema, name, madeNextTo } = entry
  const own = new Relation(schema, name)
  return madeNextTo !== undefined && madeBeside(madeNextTo).some((each) => same(each, own))
}

/** LUX-2141 for each relation that has a name of lux's and that lux did not make: an earlier lux left no record. */
export function notMadeByLux(catalog: Catalog, resource: Built, relation: Relation): readonly LuxError[] {
  return namesNextTo(relation).flatMap((beside) => {
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

/** Throws LUX-2140 where a test would keep its failing rows in the place of something that lux did not make. */
export function checkFailuresPlace(catalog: Catalog, test: DataTest, failures: Relation | undefined): void {
  const found = failures && catalog.get(failures)
  if (failures === undefined || found === undefined || madeByLux(catalog, failures, failures)) return
  throw new LuxError(
    "LUX-2140",
    `${failures.label} is in the way: test "${test.name}" keeps its failing rows there, and no record says that lux made it`,
    {
      place: test.place,
      hint: `If an earlier version of lux left it, drop it: drop ${found.kind} ${failures}. Otherwise rename it, or set schema in the test's config.`,
    },
  )
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
