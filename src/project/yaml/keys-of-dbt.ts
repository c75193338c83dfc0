/** What becomes of keys of YAML that are known from dbt and that lux does not have. */

const otherWarehouse = "It is for another warehouse: leave it out. Redshift has dist and sort."
const noMicrobatch =
  "There are no microbatches: stage models work through the lake batch by batch (docs/guides/lake.md)."
const metricsOfModels = "There is no semantic layer: leave it out. What reads the project is an exposure."

const keys: Readonly<Record<string, string>> = {
  "config-version": "Leave it out: the file has one version.",
  profile: "There are no profiles: the targets stand under targets: in this file.",
  "clean-targets": "Leave it out: `lux clean` removes the folder for artifacts, and nothing else.",
  "analysis-paths": "Leave it out: `lux compile --inline` compiles SQL that is no model.",
  "asset-paths": "Leave it out.",
  "docs-paths": "Leave it out: docs blocks are found in the Markdown files of all folders.",
  "function-paths": "Leave it out.",
  "log-path": "Leave it out: there is no log file.",
  "require-dbt-version": "Leave it out: package.json says which lux it is.",
  "dbt-cloud": "Leave it out.",
  flags: "Leave it out: flags stand on the command line, or in variables such as LUX_THREADS.",
  dispatch: "Leave it out: a macro of a package is called as package.macro.",
  "source-paths": "It is called model-paths.",
  "data-paths": "It is called seed-paths.",
  quoting: "Leave it out: names are quoted where they have to be. A column may have quote: true.",
  packages: "They are listed in packages.yml.",
  measures: metricsOfModels,
  "semantic-models": metricsOfModels,
  "saved-queries": metricsOfModels,
  overrides: "Leave it out: lux_project.yml has the last word over a package's sources, under sources:.",
  partition_by: otherWarehouse,
  cluster_by: otherWarehouse,
  transient: otherWarehouse,
  copy_grants: otherWarehouse,
  snowflake_warehouse: otherWarehouse,
  secure: otherWarehouse,
  file_format: otherWarehouse,
  event_time: noMicrobatch,
  batch_size: noMicrobatch,
  begin: noMicrobatch,
  lookback: noMicrobatch,
  concurrent_batches: noMicrobatch,
}

export function insteadOfKey(key: string): string | undefined {
  return Object.hasOwn(keys, key) ? keys[key] : undefined
}
