/** The flags that several commands share; names and short forms are dbt's. */
import { aliasesOf, type Flags } from "./flag.ts"

/** Every command takes these, before or after its name. */
export const projectFlags = {
  "project-dir": {
    type: "string",
    value: "FOLDER",
    describe: "Folder of lux_project.yml, or one inside it",
    group: "Project:",
  },
  target: {
    type: "string",
    alias: "t",
    value: "TARGET",
    describe: "Target of the project to use",
    group: "Project:",
  },
  "target-path": {
    type: "string",
    value: "FOLDER",
    describe: "Folder for artifacts (LUX_TARGET_PATH)",
    group: "Project:",
  },
  vars: {
    type: "string",
    value: "YAML",
    describe: "Variables as YAML or JSON: '{top_hashtags: 10}'",
    group: "Project:",
  },
  "no-cache": {
    type: "boolean",
    alias: "no-partial-parse",
    describe: "Read the whole project again, whatever is known of it",
    group: "Project:",
  },
  quiet: { type: "boolean", alias: "q", describe: "Only failures and results", group: "Output:" },
  "no-color": {
    type: "boolean",
    alias: "no-use-colors",
    describe: "No colours (NO_COLOR)",
    group: "Output:",
  },
  "log-format": {
    type: "string",
    choices: ["text", "json", "dbt-json"],
    describe: "json: one document a line, for machines; dbt-json: in the shape of dbt's events",
    defaultDescription: "text",
    group: "Output:",
  },
  "warn-error": { type: "boolean", describe: "Every warning is an error", group: "Output:" },
  "warn-error-options": {
    type: "string",
    value: "YAML",
    describe: "Which are, by code: '{include: all, exclude: [LUX-1212]}'",
    group: "Output:",
  },
} as const

const resourceTypes = [
  "model",
  "seed",
  "snapshot",
  "source",
  "test",
  "unit_test",
  "exposure",
  "collector",
  "all",
  "default",
]

export const selectionFlags = {
  select: {
    type: "array",
    value: "SELECTOR",
    alias: ["s", "m", "models"],
    describe: "Nodes to include: names, path:, tag: (+ for ancestors and descendants)",
    group: "Selection:",
  },
  exclude: { type: "array", value: "SELECTOR", describe: "Nodes to exclude", group: "Selection:" },
  selector: {
    type: "string",
    value: "SELECTION",
    describe: "A selection of selectors.yml, by name",
    group: "Selection:",
  },
  "indirect-selection": {
    type: "string",
    choices: ["eager", "cautious", "buildable", "empty"],
    describe: "Tests to include: any parent selected, or all of them",
    defaultDescription: "eager",
    group: "Selection:",
  },
  "resource-type": {
    type: "array",
    alias: "resource-types",
    choices: resourceTypes,
    describe: "Only these types",
    group: "Selection:",
  },
  "exclude-resource-type": {
    type: "array",
    alias: "exclude-resource-types",
    choices: resourceTypes,
    describe: "None of these types",
    group: "Selection:",
  },
  state: {
    type: "string",
    alias: "defer-state",
    value: "FOLDER",
    describe: "Artifacts of an earlier command, for state: and result: (LUX_STATE)",
    group: "Selection:",
  },
} as const

/** Of a command that serves this machine. */
export function portFlag<const Group extends string>(group: Group, usual: string) {
  return {
    port: {
      type: "string",
      value: "PORT",
      describe: "Port to listen on, 0 for any that is free",
      defaultDescription: usual,
      group,
    },
  } as const
}

/** Of a command that defers and selects nothing by state. */
export const stateFlag = {
  state: {
    type: "string",
    alias: "defer-state",
    value: "FOLDER",
    describe: "Artifacts of an earlier command, for --defer (LUX_STATE)",
    group: "Run:",
  },
} as const

export const lockFlag = {
  "lock-timeout": {
    type: "string",
    value: "SECONDS",
    describe: "Seconds to wait for a database file that another process holds",
    defaultDescription: "10",
    group: "Run:",
  },
} as const

/** Of the commands that answer in lines, or in one document for programs. */
export const documentFlag = {
  output: {
    type: "string",
    alias: "o",
    choices: ["text", "json"],
    describe: "json: one document",
    defaultDescription: "text",
    group: "Output:",
  },
} as const

/** Where else than on the terminal a run is reported. */
export const reportFlags = {
  junit: {
    type: "string",
    value: "FILE",
    describe: "Write checks and nodes as JUnit XML (LUX_JUNIT)",
    group: "Reports:",
  },
  "metrics-file": {
    type: "string",
    value: "FILE",
    describe: "Write metrics of the run as a Prometheus textfile (LUX_METRICS_FILE)",
    group: "Reports:",
  },
  "log-file": {
    type: "string",
    value: "FILE",
    describe: "Append what is told to a file too (LUX_LOG_FILE)",
    group: "Reports:",
  },
  "on-failure": {
    type: "string",
    value: "ADDRESS",
    describe: "Where a failure is posted: a webhook, or lambda:NAME (LUX_ON_FAILURE)",
    group: "Reports:",
  },
} as const

/** Of the commands that change the warehouse. */
export const runFlags = {
  threads: { type: "string", value: "N", describe: "Nodes that may run at once", group: "Run:" },
  "fail-fast": {
    type: "boolean",
    alias: "x",
    describe: "Stop scheduling after the first failure",
    group: "Run:",
  },
  "dry-run": { type: "boolean", describe: "Print the SQL of the plan, touch nothing", group: "Run:" },
  "show-cost": {
    type: "boolean",
    describe: "Redshift: tell after the run what each node cost, by its system tables",
    group: "Run:",
  },
  "lease-timeout": {
    type: "string",
    value: "SECONDS",
    describe: "Redshift, Postgres: seconds to wait for a node that another run builds",
    defaultDescription: "1800",
    group: "Run:",
  },
  ...lockFlag,
  ...reportFlags,
} as const

/** Of the commands that may read what another state has. */
export const deferFlags = {
  defer: {
    type: "boolean",
    describe: "Resolve unselected, unbuilt refs from --state (LUX_DEFER)",
    group: "Run:",
  },
  "favor-state": {
    type: "boolean",
    describe: "With --defer: also where it is there (LUX_FAVOR_STATE)",
    group: "Run:",
  },
} as const

export const createUnitTestFlags = {
  "create-unit-test": {
    type: "string",
    value: "MODEL",
    describe: "Write a unit test of the model from present data, and run it",
    group: "Unit tests:",
  },
  limit: {
    type: "string",
    value: "N",
    describe: "Rows that are to come of the model in it",
    defaultDescription: "3",
    group: "Unit tests:",
  },
} as const

export const emptyFlag = {
  empty: {
    type: "boolean",
    describe: "Read refs and sources without their rows: only the columns are built",
    group: "Run:",
  },
} as const

export const taskFlag = {
  task: {
    type: "string",
    value: "NAME",
    describe: "Go on with what failed under this name, by what the target's artifacts: keeps",
    group: "Run:",
  },
} as const

export const auditFlag = {
  "no-audit-first": {
    type: "boolean",
    describe: "Publish what is built at once, then check it; what fails holds back only what is behind",
    group: "Run:",
  },
} as const

export const fullRefreshFlag = {
  "full-refresh": {
    type: "boolean",
    alias: "f",
    describe: "Build incremental models and seeds from nothing (snapshots are kept)",
    group: "Run:",
  },
} as const

export const lastRunFlag = {
  state: {
    type: "string",
    value: "FOLDER",
    describe: "Folder with the run_results.json to go by; the target folder by default",
    group: "Run:",
    // LUX_STATE names the state to compare with or to defer to: the run to retry is another.
    environment: false,
  },
} as const

export const rejectsFlag = {
  rejects: {
    type: "boolean",
    describe: "Stage rejected records and files set aside again instead, after a fix",
    group: "Run:",
  },
} as const

/** Names and other names of all of these. */
export const sharedFlags: ReadonlySet<string> = new Set(
  [selectionFlags, runFlags, deferFlags, emptyFlag, auditFlag, fullRefreshFlag].flatMap((flags: Flags) =>
    Object.entries(flags).flatMap(([name, flag]) => [name, ...aliasesOf(flag)]),
  ),
)
