import * as z from "zod"
import { name } from "../yaml/value-schemas.ts"
import { databaseOf, networkKeys, networkOf, overPostgres, portKey } from "./network-keys.ts"
import { missing, targetKind } from "./target-kind.ts"

const schema = z.strictObject({
  type: z.literal("postgres"),
  schema: name.default("public"),
  port: portKey(5432),
  ...networkKeys,
})

/** Rows of batches are inserted; the embedded engine reads them. */
const formats = { embedded: ["parquet"], spark: ["parquet"] } as const

export const postgresTarget = targetKind(schema, (written, site) => {
  const database = databaseOf(written, site)
  const { host } = written
  if (host === undefined)
    return missing(site, 'says no "host"', "host: db.example.com, or the folder of a socket.")
  if (database === undefined) return undefined
  const connection = overPostgres(written, host, "prefer")
  return { ...networkOf(written, site, formats), type: "postgres", database, connection }
})
