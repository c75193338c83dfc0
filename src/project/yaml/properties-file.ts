import * as z from "zod"
import { dashboardSchema } from "../dashboards/dashboard-schemas.ts"
import { columnMetricKeys, modelMetricKeys } from "../metrics/metric-schemas.ts"
import type { PropertiesKey } from "../resource-kinds.ts"
import {
  accessSchema,
  constraintSchema,
  contractSchema,
  docsSchema,
  groupSchema,
  macroSchema,
  ownerSchema,
  versionSchema,
} from "../resources/governance-schemas.ts"
import { unitTestSchema } from "../tests/unit-test-schemas.ts"
import {
  description,
  flag,
  list,
  map,
  maybe,
  maybeTexts,
  name,
  record,
  text,
  texts,
} from "./value-schemas.ts"

const anything = z.unknown()

/** `- unique` or `- accepted_values: {...}`: each is read where its generic test is known. */
const dataTests = z.array(z.unknown())
const tests = { data_tests: maybe(dataTests), tests: maybe(dataTests) }

const column = z.strictObject({
  name,
  description,
  data_type: maybe(text),
  quote: flag.default(false),
  tags: maybeTexts,
  meta: map,
  config: maybe(z.strictObject({ tags: maybe(texts), meta: maybe(record) })),
  constraints: list(constraintSchema),
  policy_tags: anything.optional(),
  ...columnMetricKeys,
  ...tests,
})

const node = {
  name,
  description,
  config: map,
  columns: list(column),
  tags: maybe(texts),
  meta: maybe(record),
  docs: maybe(docsSchema),
  ...tests,
}

/** Which of the model's columns a version has: `all`, or their names. */
const inclusion = z.strictObject({ include: maybe(texts), exclude: maybeTexts })

const version = z.strictObject({
  v: versionSchema,
  defined_in: maybe(text),
  description: maybe(text),
  access: maybe(accessSchema),
  config: map,
  columns: maybe(z.array(z.union([column, inclusion]))),
  constraints: maybe(z.array(constraintSchema)),
  deprecation_date: maybe(text),
  docs: maybe(docsSchema),
  ...tests,
})

const model = z.strictObject({
  ...node,
  access: maybe(accessSchema),
  group: maybe(text),
  contract: maybe(contractSchema),
  constraints: list(constraintSchema),
  versions: list(version),
  latest_version: maybe(versionSchema),
  deprecation_date: maybe(text),
  ...modelMetricKeys,
})

const seed = z.strictObject({ ...node, group: maybe(text) })

const snapshot = z.strictObject({ ...node, relation: text, group: maybe(text) })

const external = z.strictObject({
  root: maybe(text),
  format: z.enum(["json", "csv", "parquet", "avro"]).default("json"),
  path: texts,
  collected_at: maybe(text),
  lookback: maybe(text),
})

const sourceTable = z.strictObject({
  ...node,
  identifier: maybe(name),
  external: maybe(external),
  loader: maybe(text),
  loaded_at_field: maybe(text),
  loaded_at_query: maybe(text),
  freshness: anything.optional(),
})

const source = z.strictObject({
  name,
  description,
  database: maybe(text),
  schema: maybe(name),
  external: maybe(z.strictObject({ root: text })),
  config: map,
  tags: maybe(texts),
  meta: maybe(record),
  loader: maybe(text),
  loaded_at_field: maybe(text),
  loaded_at_query: maybe(text),
  freshness: anything.optional(),
  tables: list(sourceTable),
})

const exposure = z.strictObject({
  name,
  label: maybe(text),
  type: z.enum(["dashboard", "notebook", "analysis", "ml", "application"]),
  description,
  url: maybe(text),
  maturity: z.enum(["low", "medium", "high"]).optional(),
  owner: ownerSchema,
  depends_on: list(text),
  tags: maybeTexts,
  meta: map,
  config: map,
})

const singularTest = z.strictObject({
  name,
  description,
  config: map,
  tags: maybe(texts),
  meta: maybe(record),
})

/** Any other YAML file under the resource paths. */
export const propertiesSchema = z.strictObject({
  version: maybe(z.literal(2)),
  /** Where dbt's YAML anchors are defined. */
  anchors: anything.optional(),
  /** dbt's semantic layer: kept, with a warning. */
  semantic_models: anything.optional(),
  metrics: anything.optional(),
  saved_queries: anything.optional(),
  models: list(model),
  seeds: list(seed),
  snapshots: list(snapshot),
  sources: list(source),
  macros: list(macroSchema),
  exposures: list(exposure),
  dashboards: list(dashboardSchema),
  groups: list(groupSchema),
  data_tests: list(singularTest),
  tests: list(singularTest),
  unit_tests: list(unitTestSchema),
} satisfies Readonly<Record<PropertiesKey, z.ZodType> & Record<string, z.ZodType>>)

export type Properties = z.output<typeof propertiesSchema>
export type ModelProperties = Properties["models"][number]
export type SeedProperties = Properties["seeds"][number]
export type SnapshotProperties = Properties["snapshots"][number]
export type SourceProperties = Properties["sources"][number]
export type SourceTableProperties = SourceProperties["tables"][number]
export type VersionProperties = ModelProperties["versions"][number]
export type ColumnProperties = ModelProperties["columns"][number]
export type UnitTestProperties = Properties["unit_tests"][number]
export type SingularTestProperties = Properties["data_tests"][number]
