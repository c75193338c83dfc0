/** What those do instead who know flags and commands from dbt that lux does not have. */

const noProfiles = "There are no profiles: the targets stand under `targets:` in lux_project.yml."

/** By long name, without its dashes and without `no-`; by letter for those that have no other. */
const flags: Readonly<Record<string, string>> = {
  d: "Everything is reported with --log-format json; LUX_DEBUG=1 shows where an internal error came from.",
  "single-threaded": "One at a time: --threads 1.",
  r: "run_results.json has the time of each node; target/run_results.json is written by every run.",
  "store-failures": "It is configuration: `+store_failures: true` under data_tests: in lux_project.yml.",
  show: "Rows are shown with `lux show NAME`.",
  data: "Tests of one query each: --select test_type:singular.",
  schema: "Tests that are declared in YAML: --select test_type:generic.",
  greedy: "Tests to include: --indirect-selection eager.",
  sample: "For a build of the columns alone: --empty.",
  "event-time-start":
    "There are no microbatches: stage models work through the lake batch by batch (docs/guides/lake.md).",
  "event-time-end":
    "There are no microbatches: stage models work through the lake batch by batch (docs/guides/lake.md).",
  "add-package": "Write it into packages.yml, then `lux deps`.",
  "clean-project-files-only": "`lux clean` removes the artifacts' folder alone.",
  connection: "`lux debug` always looks whether the warehouse can be reached.",
  "config-dir": noProfiles,
}

/** By its words. */
const commands: Readonly<Record<string, string>> = {
  freshness: "It is `lux source freshness`.",
  "source snapshot-freshness": "It is `lux source freshness`.",
  preview: "It is `lux show`.",
  query: "It is `lux show --inline 'select ...'`.",
  operation: "It is `lux run-operation`.",
  import:
    "There is no converter: docs/start/for-dbt-users.md says what a project of dbt writes otherwise here.",
  convert:
    "There is no converter: docs/start/for-dbt-users.md says what a project of dbt writes otherwise here.",
}

/** `name` as it is given, without its dashes. */
export function insteadOfFlag(name: string): string | undefined {
  return own(flags, name) ?? own(flags, name.replace(/^no-/, ""))
}

export function insteadOfCommand(words: string): string | undefined {
  return own(commands, words)
}

function own(known: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(known, key) ? known[key] : undefined
}
