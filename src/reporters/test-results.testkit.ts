/** Literal results and a sink that remembers, for the tests of this room. */
import type { CheckResult, NodeResult, RunResult } from "../run/results.ts"
import { plainColors } from "./colors.ts"
import type { ReporterOptions } from "./reporter.ts"

const start = new Date("2023-09-01T12:00:00Z")

export function node(given: Partial<NodeResult> = {}): NodeResult {
  return {
    uniqueId: "model.luxury_brands.popularity_factor",
    label: "analytics.popularity_factor",
    kind: "table",
    status: "ok",
    message: "11 rows",
    rows: 11,
    grants: {},
    startedAt: start,
    finishedAt: new Date(start.getTime() + 30),
    checks: [],
    error: undefined,
    compiledPath: undefined,
    ...given,
  }
}

export function check(given: Partial<CheckResult> = {}): CheckResult {
  return {
    uniqueId: "test.luxury_brands.unique_brand_user_id",
    name: "unique_brand_user_id",
    test: "unique",
    gates: "model.luxury_brands.brand",
    relation: "raw_data.brand",
    column: "user_id",
    severity: "error",
    warnIf: "!= 0",
    errorIf: "!= 0",
    status: "pass",
    failures: 0,
    observed: null,
    expected: null,
    totalRows: null,
    metrics: [],
    startedAt: start,
    durationMs: 2,
    sample: [],
    error: undefined,
    storedIn: undefined,
    compiledPath: undefined,
    declaredAt: "models/raw/raw.yml:12",
    ...given,
  }
}

export function run(nodes: readonly NodeResult[], given: Partial<RunResult> = {}): RunResult {
  return {
    invocationId: "00000000-0000-0000-0000-000000000000",
    command: "build",
    startedAt: start,
    finishedAt: new Date(start.getTime() + 1234),
    nodes,
    success: nodes.every(({ status }) => ["ok", "warn", "skipped"].includes(status)),
    cancelled: false,
    project: "shop",
    target: "dev",
    warehouse: "data/lux.duckdb",
    ...given,
  }
}

export interface Written {
  out: string
  err: string
  /** Both as a terminal gets them. */
  screen: string
}

export function remembering(given: Partial<ReporterOptions> = {}): {
  options: ReporterOptions
  written: Written
} {
  const written: Written = { out: "", err: "", screen: "" }
  const to = (stream: "out" | "err") => (text: string) => {
    written[stream] += text
    written.screen += text
  }
  const options: ReporterOptions = {
    sink: { out: to("out"), err: to("err") },
    outColors: plainColors,
    errColors: plainColors,
    columns: () => undefined,
    quiet: false,
    again: "lux retry --target-path out",
    show: (relation) => `lux show --inline 'select * from ${relation}'`,
    ...given,
  }
  return { options, written }
}
