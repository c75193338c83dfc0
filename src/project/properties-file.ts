import { z } from "zod"
import { description, flag, record, text, texts } from "./written-values.ts"

const anything = z.unknown()

/** `- unique` or `- accepted_values: {...}`: each is read where its generic test is known. */
const dataTests = z.array(z.unknown())
const tests = { data_tests: dataTests.optional(), tests: dataTests.optional() }

const column = z.strictObject({
  name: text,
  description,
  data_type: text.optional(),
  quote: flag.default(false),
  tags: texts.default([]),
  meta: record.default({}),
  config: z.strictObject({ tags: texts.optional(), meta: record.optional() }).optional(),
  constraints: anything.optional(),
  policy_tags: anything.optional(),
  ...tests,
})

const node = {
  name: text,
  description,
  config: record.default({}),
  columns: z.array(column).default([]),
  tags: texts.optional(),
  meta: record.optional(),
  docs: anything.optional(),
  ...tests,
}

const model = z.strictObject({
  ...node,
  access: anything.optional(),
  group: anything.optional(),
  constraints: anything.optional(),
  latest_version: anything.optional(),
  deprecation_date: anything.optional(),
})

const external = z.strictObject({
  root: text.optional(),
  format: z.enum(["json", "csv", "parquet"]).default("json"),
  path: texts,
  collected_at: text.optional(),
})

const sourceTable = z.strictObject({
  ...node,
  identifier: text.optional(),
  external: external.optional(),
  loader: text.optional(),
  loaded_at_field: text.optional(),
  freshness: anything.optional(),
})

const source = z.strictObject({
  name: text,
  description,
  schema: text.optional(),
  external: z.strictObject({ root: text }).optional(),
  config: record.default({}),
  tags: texts.optional(),
  meta: record.optional(),
  loader: text.optional(),
  loaded_at_field: text.optional(),
  freshness: anything.optional(),
  tables: z.array(sourceTable).default([]),
})

const macro = z.strictObject({
  name: text,
  description,
  docs: anything.optional(),
  meta: record.optional(),
  arguments: z.array(z.strictObject({ name: text, type: text.optional(), description })).default([]),
})

const exposure = z.strictObject({
  name: text,
  label: text.optional(),
  type: z.enum(["dashboard", "notebook", "analysis", "ml", "application"]),
  description,
  url: text.optional(),
  maturity: z.enum(["low", "medium", "high"]).optional(),
  owner: z.strictObject({ name: text.optional(), email: text.optional() }),
  depends_on: z.array(text).default([]),
  tags: texts.default([]),
  meta: record.default({}),
  config: record.default({}),
})

const singularTest = z.strictObject({
  name: text,
  description,
  config: record.default({}),
  tags: texts.optional(),
  meta: record.optional(),
})

/** Any other YAML file under the resource paths. */
export const propertiesSchema = z.strictObject({
  version: z.literal(2).optional(),
  models: z.array(model).default([]),
  seeds: z.array(z.strictObject(node)).default([]),
  sources: z.array(source).default([]),
  macros: z.array(macro).default([]),
  exposures: z.array(exposure).default([]),
  data_tests: z.array(singularTest).default([]),
  tests: z.array(singularTest).default([]),
})

export type Properties = z.output<typeof propertiesSchema>
export type ModelProperties = Properties["models"][number]
export type SeedProperties = Properties["seeds"][number]
export type SourceProperties = Properties["sources"][number]
export type SourceTableProperties = SourceProperties["tables"][number]
export type ColumnProperties = ModelProperties["columns"][number]
export type SingularTestProperties = Properties["data_tests"][number]
