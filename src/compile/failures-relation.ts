import { LuxError } from "../errors.ts"
import { isRelational } from "../project/built.ts"
import type { DataTest, Project, Relational, Resource } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { shortName } from "../sql/short-name.ts"
import { isTooLong } from "./name-lengths.ts"
import { ownTestName } from "./own-test-names.ts"
import type { RelationOf } from "./relations.ts"

/** Where a test with `store_failures` keeps its failing rows: a table that no other test has. */
export function failuresRelation(test: DataTest, project: Project): Relation | undefined {
  if (!test.config.storeFailures) return undefined
  const name = ownTestName(test, project)
  return new Relation(
    project.target.schemaPrefix + (test.config.storeFailuresSchema ?? "test_failures"),
    isTooLong(name, project.target) ? shortName(name) : name,
  )
}

const taken = new WeakMap<RelationOf, ReadonlyMap<string, Relational>>()

/** Throws LUX-1207 where a test would keep its failing rows in a relation of the project. */
export function checkFailuresRelation(
  test: DataTest,
  failures: Relation,
  { resources }: Project,
  relationOf: RelationOf,
): void {
  const known = taken.get(relationOf) ?? labelsOf(resources.filter(isStored), relationOf)
  taken.set(relationOf, known)
  const other = known.get(failures.label.toLowerCase())
  if (other === undefined) return
  throw new LuxError(
    "LUX-1207",
    `test "${test.name}" would store its failures in ${failures.label}, which is ${other.type} "${other.name}"`,
    {
      place: test.place,
      hint: "Give the test another name, or another schema in its config.",
      related: [{ message: `"${other.name}" is here`, place: other.place }],
    },
  )
}

function isStored(resource: Resource): resource is Relational {
  const isEphemeral = resource.type === "model" && resource.config.materialized === "ephemeral"
  return isRelational(resource) && !isEphemeral
}

function labelsOf(resources: readonly Relational[], relationOf: RelationOf): ReadonlyMap<string, Relational> {
  return new Map(resources.map((resource) => [relationOf(resource).label.toLowerCase(), resource]))
}
