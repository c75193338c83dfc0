/**
 * For tests and measurements: one project is built again and again while the server meets it with faults by chance. After
 * each run every table has to be the new one where the run said so, and otherwise the one from before, whole.
 */
import { createLux } from "../../api/create-lux.ts"
import { LuxError, LuxErrors } from "../../errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { seededRandom } from "../seeded-random.ts"
import type { FaultKind, FaultRule } from "./faults.ts"
import { networkProject, startNetwork } from "./network-project.testkit.ts"

export interface FaultyRuns {
  /** Runs that built everything, and runs that ended in an error, by its code. */
  readonly outcomes: ReadonlyMap<string, number>
  /** What must not be: each with the run that it was found after. */
  readonly wrong: readonly string[]
  readonly injected: ReadonlyMap<FaultKind, number>
}

/** `seed` decides which faults a run meets; which call meets one depends on their order too. */
export async function runUnderFaults(options: {
  readonly runs: number
  readonly seed: number
  readonly onRun?: (run: number, outcome: string, milliseconds: number, errors: string) => void
}): Promise<FaultyRuns> {
  const network = await startNetwork({ faultSeed: options.seed })
  const { faults } = network.server
  const settings = `dialect: redshift\ntargets: {prod: ${network.target("redshift", "schema: shop, threads: 3, lease_expiry: 2")}}\n`
  const project = networkProject(settings, files)
  const { folder } = project
  const warehouse = await network.open("redshift", 1)
  const outcomes = new Map<string, number>()
  const wrong: string[] = []
  try {
    const sql = (text: string) => warehouse.withSession((session) => session.run(text))
    await sql("create schema raw;\ncreate table raw.events (id int, run int)")
    let before: State = nothing
    for (let run = 1; run <= options.runs; run++) {
      await sql(`insert into raw.events values (${run}, ${run})`)
      faults.set(rulesOf(options.seed + run))
      const from = performance.now()
      const built = await build(folder, run)
      const milliseconds = performance.now() - from
      faults.set([])
      const after = await warehouse.withSession(stateOf)
      wrong.push(...judged(before, after, built, run).map((text) => `run ${run}: ${text}`))
      before = after
      outcomes.set(built.outcome, (outcomes.get(built.outcome) ?? 0) + 1)
      options.onRun?.(run, built.outcome, milliseconds, built.errors)
    }
    // One more, undisturbed: what is left over goes, and the history can be counted.
    await sql(`insert into raw.events values (${options.runs + 1}, ${options.runs + 1})`)
    const last = await build(folder, options.runs + 1)
    if (last.outcome !== "right") wrong.push(`the undisturbed run: ${last.outcome}`)
    wrong.push(...(await warehouse.withSession(remains)))
    return { outcomes, wrong, injected: new Map(faults.injected) }
  } finally {
    await warehouse.close()
    project.remove()
    await network.stop()
  }
}

const models: Readonly<Record<string, string>> = {
  // One row, replaced as a whole.
  totals: `{{config materialized="table"}}\nselect count(*) as n, max(run) as run from raw.events`,
  twice: `{{config materialized="view"}}\nselect 2 * n as n, run from {{ref "totals"}}`,
  // A row for each run that wrote one: twice would show.
  appended: `{{config materialized="incremental" incremental_strategy="append"}}\nselect id, run from raw.events where run = {{var "run"}}`,
  merged: `{{config materialized="incremental" unique_key="bucket"}}\nselect id % 7 as bucket, count(*) as n, max(run) as run from raw.events group by 1`,
  swapped: `{{config materialized="table" publish="swap"}}\nselect id, run from raw.events`,
}

const properties = `models:
  - name: totals
    columns: [{name: n, data_tests: [not_null]}]
  - name: merged
    columns: [{name: bucket, data_tests: [unique, not_null]}]
  - name: swapped
    columns: [{name: id, data_tests: [unique, not_null]}]
`

const files = {
  ...Object.fromEntries(Object.entries(models).map(([name, text]) => [`models/${name}.sql`, text])),
  "models/models.yml": properties,
}

interface Built {
  /** `right`, or the codes of what went wrong; `no code` of an error that says nothing to people. */
  readonly outcome: string
  /** What a user reads. */
  readonly errors: string
  /** The models that were published. */
  readonly published: ReadonlySet<string>
}

async function build(projectDir: string, run: number): Promise<Built> {
  try {
    const { nodes, success } = await createLux({ projectDir, env: {}, vars: `{run: ${run}}` }).execute(
      "build",
    )
    const codes = new Set(
      nodes.flatMap(({ status, error, checks }) => {
        if (status === "ok" || status === "skipped") return []
        const unasked = checks.find((check) => check.error !== undefined)
        return [status === "cancelled" ? status : ((error ?? unasked?.error)?.code ?? "no code")]
      }),
    )
    const published = nodes.flatMap(({ status, uniqueId }) =>
      status === "ok" ? [uniqueId.split(".")[2] ?? uniqueId] : [],
    )
    return {
      outcome: success ? "right" : [...codes].sort().join(", "),
      errors: nodes
        .filter(({ status }) => status !== "ok" && status !== "skipped")
        .flatMap(({ uniqueId, message, checks }) => [
          `${uniqueId}: ${message}`,
          ...checks
            .filter(({ status }) => status !== "pass")
            .map((check) => `${check.name}: ${check.status} ${check.failures} ${check.error?.message ?? ""}`),
        ])
        .join("\n"),
      published: new Set(published),
    }
  } catch (error) {
    const codes =
      error instanceof LuxErrors
        ? error.errors.map(({ code }) => code)
        : error instanceof LuxError
          ? [error.code]
          : ["no code"]
    const errors = error instanceof Error ? error.message : String(error)
    return { outcome: `${codes.join(", ")} for the whole run`, errors, published: new Set() }
  }
}

/** A table's rows as text, in order; undefined before it was built. */
type State = Readonly<Record<string, string | undefined>>

const nothing: State = {}

async function stateOf(session: Session): Promise<State> {
  const state: Record<string, string> = {}
  const { rows } = await session.query(
    "select table_name as name from svv_tables where table_schema = 'shop'",
  )
  for (const name of Object.keys(models))
    if (rows.some((row) => row["name"] === name)) {
      const found = await session.query(`select * from shop.${name} order by 1`)
      state[name] = found.rows.map((row) => Object.values(row).join(" ")).join("\n")
    }
  return state
}

function judged(before: State, after: State, { outcome, published }: Built, run: number): string[] {
  const wrong: string[] = []
  if (outcome.includes("no code")) wrong.push(`an error without a code: ${outcome}`)
  for (const name of Object.keys(models)) {
    const isNew = name === "twice" ? after["totals"] !== before["totals"] : published.has(name)
    const expected =
      name === "twice" ? twiceOf(after["totals"]) : isNew ? newState(name, before[name], run) : before[name]
    // A view shows what its table has, from its own first build on.
    if (name === "twice" && after[name] === undefined && before[name] === undefined && !published.has(name))
      continue
    if (after[name] !== expected)
      wrong.push(
        `${name} ${isNew ? "was published" : "was not"} and has\n${after[name]}\nin place of\n${expected}`,
      )
  }
  return wrong
}

function twiceOf(totals: string | undefined): string | undefined {
  const [n = "", run = ""] = totals?.split(" ") ?? []
  return totals === undefined ? undefined : `${2 * Number(n)} ${run}`
}

function newState(name: string, before: string | undefined, run: number): string {
  const ids = Array.from({ length: run }, (_, index) => index + 1)
  if (name === "totals") return `${run} ${run}`
  if (name === "swapped") return ids.map((id) => `${id} ${id}`).join("\n")
  if (name === "appended") return before === undefined ? `${run} ${run}` : `${before}\n${run} ${run}`
  const buckets = new Map<number, number[]>()
  for (const id of ids) buckets.set(id % 7, [...(buckets.get(id % 7) ?? []), id])
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([bucket, all]) => `${bucket} ${all.length} ${all.at(-1)}`)
    .join("\n")
}

/** What no run may leave: tables of its own, and answers that are in the history twice. */
async function remains(session: Session): Promise<string[]> {
  const left = await session.query(
    "select table_schema, table_name from svv_tables where strpos(table_name, '__lux') > 0",
  )
  const twice = await session.query(
    `select 'node ' || unique_id as what, count(*) as n from quality.node_result group by invocation_id, unique_id having count(*) > 1
     union all
     select 'check ' || check_id as what, count(*) as n from quality.check_result group by invocation_id, check_id having count(*) > 1`,
  )
  return [...left.rows, ...twice.rows].map((row) => `left over: ${Object.values(row).join(" ")}`)
}

const kinds: readonly FaultKind[] = [
  "throttled",
  "too-many-statements",
  "error-before",
  "error-after",
  "lost-reply",
  "expired-credentials",
  "conflict",
  "dropped-relation",
  "aborted",
]

/** The faults that a run meets: a few kinds, now and then so often that it cannot end well. */
function rulesOf(seed: number): FaultRule[] {
  const random = seededRandom(seed)
  const most = random() < 0.1 ? 0.25 : 0.1
  return [
    { kind: "latency", probability: 0.1, milliseconds: 5 },
    ...kinds.filter(() => random() < 0.4).map((kind) => ({ kind, probability: most * random() })),
  ]
}
