import { LuxError } from "../errors.ts"
import { becomesRelation, isReadFromOutside } from "../project/resource-kinds.ts"
import type { DataTest, Project, Relational, Resource } from "../project/types.ts"
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

const taken = new WeakMap<RelationOf, ReadonlyMap<string, Relational | DataTest>>()

/** Throws LUX-1207 where a test would keep its failing rows in a relation of the project, or in another test's table. */
export function checkFailuresRelation(
  test: DataTest,
  failures: Relation,
  project: Project,
  relationOf: RelationOf,
): void {
  const known = taken.get(relationOf) ?? ownersOf(project, relationOf)
  taken.set(relationOf, known)
  const other = known.get(failures.label.toLowerCase())
  if (other === undefined || other.uniqueId === test.uniqueId) return
  throw new LuxError(
    "LUX-1207",
    `test "${test.name}" would store its failures in ${failures.label}, which is ${other.type === "test" ? "the table of test" : other.type} "${other.name}"`,
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

/** By label: relations, and of tests the first that has a table. */
function ownersOf(project: Project, relationOf: RelationOf): ReadonlyMap<string, Relational | DataTest> {
  const owners = new Map<string, Relational | DataTest>()
  for (const resource of project.resources)
    if (isStored(resource)) owners.set(relationOf(resource).label.toLowerCase(), resource)
  for (const resource of project.resources) {
    const label =
      resource.type === "test" ? failuresRelation(resource, project)?.label.toLowerCase() : undefined
    if (resource.type === "test" && label !== undefined && !owners.has(label)) owners.set(label, resource)
  }
  return owners
}
