import { resolve } from "node:path"
import * as z from "zod"
import { name, text } from "../yaml/value-schemas.ts"
import { commonKeys, commonOf, missing, targetKind } from "./target-kind.ts"
import { folderBeside } from "./target-place.ts"

const schema = z.strictObject({
  type: z.literal("duckdb"),
  path: text.default("data/lux.duckdb"),
  schema: name.default("main"),
  ...commonKeys,
})

/** It reads Parquet, and Avro where something else wrote it. */
const formats = { embedded: ["parquet"], spark: ["parquet", "avro"] } as const

export const duckDbTarget = targetKind(schema, (written, site) => {
  if (written.path === ":memory:")
    return missing(
      site,
      "has no file: in memory nothing would be there after the command",
      "Leave path out, or name a file: data/lux.duckdb.",
      "path",
    )
  const path = resolve(site.root, written.path)
  return { ...commonOf(written, site, folderBeside(path), formats), type: "duckdb", path }
})
