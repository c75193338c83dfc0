import { LuxError } from "../errors.ts"
import { isInlined } from "../project/materialized.ts"
import { isRelational } from "../project/resource-guards.ts"
import { duckDbDatabaseName } from "../project/target/duckdb-database-name.ts"
import { luxSchema } from "../project/target/lux-schema.ts"
import { isEmbedded } from "../project/target/target-types.ts"
import type { Project, Resource } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { RelationOf } from "./relations.ts"

/**
 * Throws LUX-1018 where the database file is called as a schema in it: to DuckDB `prod.orders` then is ambiguous, for lux
 * and for everybody who opens the file and reads its views.
 */
export function checkDatabaseName(
  { resources, target, qualitySchema }: Project,
  relationOf: RelationOf,
  known: ReadonlyMap<string, Relation>,
): void {
  if (!isEmbedded(target)) return
  const name = duckDbDatabaseName(target.path).toLowerCase()
  const isTaken = (schema: string | undefined): boolean => schema?.toLowerCase() === name
  const inside = resources.find((resource) => isTaken(schemaOf(resource, relationOf, known)))
  if (inside === undefined && ![luxSchema(target), qualitySchema].some(isTaken)) return
  const because =
    inside === undefined ? "in which lux keeps its own tables" : `that ${inside.type} "${inside.name}" is in`
  throw new LuxError(
    "LUX-1018",
    `the database of target "${target.name}" is called "${name}", as the schema ${because}`,
    {
      place: target.place,
      hint: `DuckDB cannot tell which of them is meant in "${name}.orders". Call the file otherwise, such as ${name}_db.duckdb: it may be renamed.`,
    },
  )
}

function schemaOf(
  resource: Resource,
  relationOf: RelationOf,
  known: ReadonlyMap<string, Relation>,
): string | undefined {
  if (!isRelational(resource)) return undefined
  // Asked first: how a model is materialized would have to be looked up in the record.
  const relation = known.get(resource.uniqueId)
  if (relation !== undefined) return relation.schema
  if (isInlined(resource)) return undefined
  return relationOf(resource).schema
}
