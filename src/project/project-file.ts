import * as z from "zod"
import { orchestrateSchema } from "./orchestrate-keys.ts"
import type { FolderKey } from "./resource-kinds.ts"
import { dialects } from "./warehouses.ts"
import { flag, folders, map, maybe, maybeTexts, name, numeric, record, text } from "./yaml/value-schemas.ts"

/** `lux_project.yml`. */
export const projectFileSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z_]\w*$/, "a name of letters, digits and underscores"),
  version: z.union([text, numeric]).transform(String).default("0.0.0"),
  dialect: z.enum(dialects).default("redshift"),
  "model-paths": folders.default(["models"]),
  "seed-paths": folders.default(["seeds"]),
  "snapshot-paths": folders.default(["snapshots"]),
  "test-paths": folders.default(["tests"]),
  "macro-paths": folders.default(["macros"]),
  "target-path": name.default("target"),
  "packages-install-path": text.default("lux_packages"),
  target: maybe(text),
  targets: z
    .record(text, map)
    .nullish()
    .transform((value) => value ?? {}),
  vars: map,
  models: map,
  seeds: map,
  snapshots: map,
  sources: map,
  exposures: map,
  data_tests: maybe(record),
  tests: maybe(record),
  collect: maybe(text),
  macro_timeout: z
    .number("a number of seconds")
    .positive("a number of seconds above 0")
    .max(3600, "at most 3600 seconds")
    .default(10),
  "restrict-access": flag.default(false),
  "query-comment": z
    .union([text, z.strictObject({ comment: text.nullable().optional(), append: flag.default(false) })], {
      error: "a text, a map with comment and append, or null",
    })
    .nullable()
    .optional(),
  secrets: maybeTexts,
  not_secrets: maybeTexts,
  looker: z
    .strictObject({
      model: z.string().regex(/^\w+$/, "a name of letters, digits and underscores").optional(),
      connection: maybe(text),
      prefix: z.string().regex(/^\w*$/, "letters, digits and underscores").default(""),
      select: maybeTexts,
    })
    .nullish(),
  orchestrate: orchestrateSchema.nullish(),
  quality: z.strictObject({ schema: maybe(name) }).nullish(),
  "on-run-start": maybeTexts,
  "on-run-end": maybeTexts,
} satisfies Readonly<Record<FolderKey, z.ZodType> & Record<string, z.ZodType>>)

export type ProjectFile = z.output<typeof projectFileSchema>
