import { LuxError, Problems } from "../errors.ts"
import { becomesRelation } from "../project/materialized.ts"
import { isDataTest, isReadFromOutside } from "../project/resource-guards.ts"
import type { DataTest, Project, Relational, Resource, Target } from "../project/types.ts"
import { namesNextTo } from "../sql/names-next-to.ts"
import { Relation } from "../sql/relation.ts"
import { shortName } from "../sql/short-name.ts"
import type { Macro } from "../template/types.ts"
import { isTooLong } from "./name-lengths.ts"
import { nameFrom, nameMacro, namingContext, nodeValues } from "./name-macros.ts"
import { ownTestName } from "./own-test-names.ts"
import type { RelationOf } from "./relations.ts"

const named = new WeakMap<DataTest, Relation>()

const usualSchema = "test_failures"

/** The schema of failing rows where no test says another. */
export function usualFailuresSchema({ schemaPrefix }: Pick<Target, "schemaPrefix">): string {
  return schemaPrefix + usualSchema
}

/**
 * Where a test with `store_failures` keeps its failing rows: a table that no other test has. `generate_schema_name` and
 * `generate_alias_name` name it, as in dbt. Throws what they throw.
 */
export function failuresRelation(test: DataTest, project: Project): Relation | undefined {
  if (!test.storeFailures) return undefined
  const known = named.get(test)
  if (known !== undefined) return known
  const custom = test.config.storeFailuresSchema ?? usualSchema
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

/**
 * Throws LUX-1207 where a test would keep its failing rows in a relation of the project, or in another test's table, and
 * LUX-1224 where lux uses that name to build a relation.
 */
export function checkFailuresRelations(project: Project, relationOf: RelationOf): void {
  const storing = project.resources.flatMap((resource) => {
    if (!isDataTest(resource)) return []
    const failures = failuresRelation(resource, project)
    return failures === undefined ? [] : [{ test: resource, label: failures.label }]
  })
  if (storing.length === 0) return
  const owners = ownersOf(project, relationOf)
  const problems = new Problems()
  for (const { test, label } of storing) {
    const owner = owners.get(label.toLowerCase())
    if (owner === undefined) owners.set(label.toLowerCase(), { resource: test, isOwn: true })
    else problems.add(takenName(test, label, owner))
  }
  problems.throwIfAny()
}

function takenName(test: DataTest, label: string, { resource: other, isOwn }: Owner): LuxError {
  const what = isDataTest(other) ? "the table of test" : other.type
  return new LuxError(
    isOwn ? "LUX-1207" : "LUX-1224",
    `test "${test.name}" would store its failures in ${label}, ${isOwn ? "which is" : "a name that lux uses to build"} ${what} "${other.name}"`,
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

/** Relations of the project by label, and the names that they are built under. */
function ownersOf(project: Project, relationOf: RelationOf): Map<string, Owner> {
  const owners = new Map<string, Owner>()
  const stored = project.resources.filter(isStored)
  for (const resource of stored.filter(becomesRelation))
    for (const { label } of namesNextTo(relationOf(resource)))
      owners.set(label.toLowerCase(), { resource, isOwn: false })
  for (const resource of stored)
    owners.set(relationOf(resource).label.toLowerCase(), { resource, isOwn: true })
  return owners
}
