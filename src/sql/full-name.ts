import { quoted } from "./identifier.ts"

/** A relation with its database, quoted: `"lux"."analytics"."brand"`, dbt's `relation_name`. */
export function fullNameOf(relation: {
  readonly database: string
  readonly schema: string
  readonly name: string
}): string {
  const { database, schema, name } = relation
  return [database, schema, name].map(quoted).join(".")
}
