/** What those do instead who know flags and commands from dbt that lux does not have. */

const noProfiles = "There are no profiles: the targets stand under `targets:` in lux_project.yml."
const noLogFile = "There is no log file: send what is printed to one, > lux.log."
const nothingSent = "There is nothing to turn off: lux sends nothing to anybody."
const oneRead = "What exists is read once, with one query: there is nothing to leave out."
const noStaticParser =
  "Refs are always found without running anything; every command reads the project in the same way."

/** By long name, without its dashes and without `no-`; by letter for those that have no other. */
const flags: Readonly<Record<string, string>> = {
  "profiles-dir": noProfiles,
  profile: noProfiles,
  "skip-profile-setup": noProfiles,
  "use-colors": "Colours are left out with --no-color, and forced with FORCE_COLOR=1.",
  "partial-parse": "It is what lux does anyway; --no-cache reads the whole project again.",
  "log-level": "Less is told with --quiet, everything with --log-format json.",
  debug: "Everything is told with --log-format json; LUX_DEBUG=1 shows where an internal error came from.",
  d: "Everything is told with --log-format json; LUX_DEBUG=1 shows where an internal error came from.",
  "log-path": noLogFile,
  "log-level-file": noLogFile,
  "log-format-file": noLogFile,
  "log-file-max-bytes": noLogFile,
  "use-colors-file": noLogFile,
  "log-cache-events": "Everything is told with --log-format json.",
  "version-check": "There is nothing to check: package.json says which lux it is.",
  "printer-width": "Lines are as wide as the terminal.",
  print: "Less is told with --quiet.",
  "single-threaded": "One at a time: --threads 1.",
  "cache-selected-only": oneRead,
  "populate-cache": oneRead,
  "static-parser": noStaticParser,
  "use-experimental-parser": noStaticParser,
  "send-anonymous-usage-stats": nothingSent,
  "record-timing-info":
    "run_results.json has the time of each node; target/run_results.json is written by every run.",
  r: "run_results.json has the time of each node; target/run_results.json is written by every run.",
  "write-json":
    "Commands that compile or run always leave their artifacts; --target-path puts them elsewhere.",
  "defer-state": "One folder is for both: --state is what --defer reads and what state: compares with.",
  "store-failures": "It is configuration: `+store_failures: true` under data_tests: in lux_project.yml.",
  introspect: "Compiling asks the warehouse nothing, unless --defer has to know what is there.",
  show: "Rows are shown with `lux show NAME`.",
  data: "Tests of one query each: --select test_type:singular.",
  schema: "Tests that are declared in YAML: --select test_type:generic.",
  greedy: "Which tests come along: --indirect-selection eager.",
  sample: "For a build of the columns alone: --empty.",
  "event-time-start":
    "There are no microbatches: stage models work through the lake batch by batch (docs/lake.md).",
  "event-time-end":
    "There are no microbatches: stage models work through the lake batch by batch (docs/lake.md).",
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
