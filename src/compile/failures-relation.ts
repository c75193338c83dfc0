import { LuxError } from "../errors.ts"
import { becomesRelation, isReadFromOutside } from "../project/resource-kinds.ts"
import type { DataTest, Project, Relational, Resource } from "../project/types.ts"
import { namesNextTo } from "../sql/names-next-to.ts"
import { Relation } from "../sql/relation.ts"
import { shortName } from "../sql/short-name.ts"
import type { Macro } from "../template/types.ts"
import { isTooLong } from "./name-lengths.ts"
import { nameFrom, nameMacro, namingContext, nodeValues } from "./name-macros.ts"
import { ownTestName } from "./own-test-names.ts"
import type { RelationOf } from "./relations.ts"

const named = new WeakMap<DataTest, Relation>()

/**
 * Where a test with `store_failures` keeps its failing rows: a table that no other test has. `generate_schema_name` and
 * `generate_alias_name` name it, as in dbt. Throws what they throw.
 */
export function failuresRelation(test: DataTest, project: Project): Relation | undefined {
  if (!test.config.storeFailures) return undefined
  const known = named.get(test)
  if (known !== undefined) return known
  const custom = test.config.storeFailuresSchema ?? "test_failures"
  const ownName = ownTestName(test, project)
  const schemaMacro = nameMacro("generate_schema_name", test, project)
  const aliasMacro = nameMacro("generate_alias_name", test, project)
  const generated = (macro: Macro, value: string | null, schema: string): string =>
    nameFrom(macro, value, nodeValues(test, schema, ownName), namingContext(project))
  const schema =
    schemaMacro === undefined
      ? project.target.schemaPrefix + custom
      : generated(schemaMacro, custom, project.target.schema)
  const name = aliasMacro === undefined ? ownName : generated(aliasMacro, null, schema)
  const relation = new Relation(schema, isTooLong(name, project.target) ? shortName(name) : name)
  named.set(test, relation)
  return relation
}

interface Owner {
  readonly resource: Relational | DataTest
  /** False for a name that lux uses to build the resource. */
  readonly isOwn: boolean
}

const taken = new WeakMap<RelationOf, ReadonlyMap<string, Owner>>()

/**
 * Throws LUX-1207 where a test would keep its failing rows in a relation of the project, or in another test's table, and
 * LUX-1224 where lux uses that name to build a relation.
 */
export function checkFailuresRelation(
  test: DataTest,
  failures: Relation,
  project: Project,
  relationOf: RelationOf,
): void {
  const known = taken.get(relationOf) ?? ownersOf(project, relationOf)
  taken.set(relationOf, known)
  const owner = known.get(failures.label.toLowerCase())
  if (owner === undefined || owner.resource.uniqueId === test.uniqueId) return
  const { resource: other, isOwn } = owner
  const what = other.type === "test" ? "the table of test" : other.type
  throw new LuxError(
    isOwn ? "LUX-1207" : "LUX-1224",
    `test "${test.name}" would store its failures in ${failures.label}, ${isOwn ? "which is" : "a name that lux uses to build"} ${what} "${other.name}"`,
    {
      place: test.place,
      hint: "Give the test another name, or another schema in its config.",
      related: [{ message: `"${other.name}" is here`, place: other.place }],
    },
  )
}

function isStored(resource: Resource): resource is Relational {
  return isReadFromOutside(resource) || becomesRelation(resource)
}

/** By label: relations, the names that they are built under, and of tests the first that has a table. */
function ownersOf(project: Project, relationOf: RelationOf): ReadonlyMap<string, Owner> {
  const owners = new Map<string, Owner>()
  const stored = project.resources.filter(isStored)
  for (const resource of stored.filter(becomesRelation))
    for (const { label } of namesNextTo(relationOf(resource)))
      owners.set(label.toLowerCase(), { resource, isOwn: false })
  for (const resource of stored)
    owners.set(relationOf(resource).label.toLowerCase(), { resource, isOwn: true })
  for (const resource of project.resources) {
    const label =
      resource.type === "test" ? failuresRelation(resource, project)?.label.toLowerCase() : undefined
    if (resource.type === "test" && label !== undefined && !owners.has(label))
      owners.set(label, { resource, isOwn: true })
  }
  return owners
}
