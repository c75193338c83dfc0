import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../../analysis/knowledge.ts"
import type { CompiledSql, Compiler } from "../../../compile/compiler.ts"
import { LuxError } from "../../../errors.ts"
import type { Graph } from "../../../graph/types.ts"
import { didYouMean } from "../../../nearest.ts"
import { luxCommand } from "../../../project/command-line.ts"
import { isInlined } from "../../../project/materialized.ts"
import { isRelational, mayBeUnitTested } from "../../../project/resource-guards.ts"
import type { Model, Project, Relational } from "../../../project/types.ts"
import type { ReadProject } from "../../../record/read-project.ts"
import type { Relation } from "../../../sql/relation.ts"
import type { TypedColumn } from "../../../warehouse/statements.ts"
import { createEmbeddedEngine } from "../../lake/embedded-engine.ts"
import { presenceOf } from "../../presence.ts"
import { installMacros } from "../../session/install-macros.ts"
import { openProjectWarehouse, prepareWarehouse } from "../../session/prepare-warehouse.ts"
import { checkWarehouseIsThere } from "../../session/warehouse-there.ts"
import { notBuilt, unbuiltReads } from "../../unbuilt.ts"
import { type SampledInput, sampleInputs, waysToSample } from "./sample-inputs.ts"
import { type Kept, shrink } from "./shrink.ts"
import { type Dropped, openTrial, type Trial, type TrialRows } from "./trial.ts"

export interface DraftOptions {
  /** Name of the model. */
  readonly model: string
  /** Rows that are to come of it, where there are as many. */
  readonly limit: number
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
}

/** Rows of present data that lead to some rows of a model, and those. */
export interface DraftedUnitTest {
  readonly model: Model
  readonly given: readonly { readonly input: Relational; readonly rows: DraftedRows }[]
  readonly expect: DraftedRows
}

type DraftedRow = Readonly<Record<string, string | number | boolean | null>>
type DraftedRows = readonly DraftedRow[]

/** Every question is a query over few rows: some hundred take about a second. */
const mostQuestions = 400

/**
 * Takes as few rows of each input as lead to `limit` rows of the model in which every column has a value that it has in
 * all of the sample, and of their columns those that make a difference. Throws LUX-2461 for a model that there is not,
 * LUX-2302 without a warehouse, LUX-2470 where no rows are found.
 */
export async function draftUnitTest(read: ReadProject, options: DraftOptions): Promise<DraftedUnitTest> {
  const { project, graph } = read
  const model = modelNamed(project, options.model)
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const compiled = compiler.model(model, { isIncremental: false })
  const inputs = inputsOf(model, graph).map((resource) => ({
    resource,
    relation: compiler.relationOf(resource),
  }))
  if (inputs.length === 0)
    throw new LuxError("LUX-2470", `model "${model.name}" reads nothing of which rows could be given`, {
      place: model.place,
      hint: "Write the test by hand: rows that it must have, under expect.",
    })
  checkWarehouseIsThere(project)
  const embeddedEngine = createEmbeddedEngine(project.dialect)
  try {
    return await embeddedEngine.use(async (session) => {
      for (const way of waysToSample) {
        const samples = await sample(read, compiler, compiled, inputs, way, { ...options, id: invocation.id })
        const trial = await openTrial(session, embeddedEngine, samples, compiled)
        const all = samples.map(({ rows }) => rows.map((_, index) => index))
        const whole = await trial.measure(all)
        if (whole.rows > 0)
          return drafted(model, samples, trial, await fewest(trial, all, whole, options.limit))
      }
      throw new LuxError("LUX-2470", `no rows of what "${model.name}" reads lead to a row of it`, {
        place: model.place,
        hint: `Build what it reads first, or write the test by hand: ${luxCommand(project, "build", "--select", `+${model.name}`)}`,
      })
    })
  } finally {
    await embeddedEngine.close()
  }
}

function modelNamed({ resources }: Project, name: string): Model {
  const models = resources.filter(mayBeUnitTested)
  const named = models.filter((each) => each.name === name)
  const found =
    named.find(({ version, latestVersion }) => String(version) === String(latestVersion)) ?? named[0]
  if (found !== undefined) return found
  throw new LuxError("LUX-2461", `there is no model "${name}" to write a unit test for`, {
    hint: didYouMean(
      name,
      models.map((each) => each.name),
    ),
  })
}

/** What a model reads, through ephemeral models. */
function inputsOf(model: Model, graph: Graph): readonly Relational[] {
  const found = new Map<string, Relational>()
  const open = [...(graph.nodes.get(model.uniqueId)?.dependsOn ?? [])]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const resource = graph.nodes.get(id)?.resource
    if (resource === undefined || !isRelational(resource) || found.has(id)) continue
    if (isInlined(resource)) open.push(...(graph.nodes.get(id)?.dependsOn ?? []))
    else found.set(id, resource)
  }
  return [...found.values()].reverse()
}

async function sample(
  { project }: ReadProject,
  compiler: Compiler,
  compiled: CompiledSql,
  inputs: readonly { readonly resource: Relational; readonly relation: Relation }[],
  way: Parameters<typeof sampleInputs>[3],
  { model, lockTimeoutSeconds, signal, id }: DraftOptions & { readonly id: string },
): Promise<readonly SampledInput[]> {
  const warehouse = await openProjectWarehouse(project, { threads: 1, lockTimeoutSeconds, signal })
  const cancel = (): void => warehouse.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    const { lake, catalog } = await prepareWarehouse(warehouse, project, compiler, id)
    const { relationOf } = compiler
    const isThere = presenceOf({ catalog, relationOf, lake, builds: new Set(), empty: false })
    const unbuilt = unbuiltReads(compiled, model, { compiler, isThere })
    if (unbuilt.length > 0) throw notBuilt(unbuilt, luxCommand(project, "build", "--select", `+${model}`))
    await installMacros(warehouse, compiled.macros)
    return await warehouse.withSession(async (session) => {
      await lake.show(session, compiled.inputs, undefined)
      return sampleInputs(session, inputs, compiled, way)
    })
  } finally {
    signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

async function fewest(
  trial: Trial,
  all: Kept,
  whole: Awaited<ReturnType<Trial["measure"]>>,
  limit: number,
): Promise<Kept> {
  const wanted = Math.min(limit, whole.rows)
  const least = await shrink(
    all,
    async (kept) => {
      const { rows, filled } = await trial.measure(kept)
      return rows >= wanted && whole.filled.every((name) => filled.includes(name))
    },
    mostQuestions,
  )
  return withSomeOfEach(trial, all, least, limit)
}

const mostTried = 60

/** Of an input that the rows can do without, some rows that make a difference to them. */
async function withSomeOfEach(trial: Trial, all: Kept, least: Kept, limit: number): Promise<Kept> {
  let current = least
  for (const [index, own] of least.entries()) {
    if (own.length > 0) continue
    const { rows: length } = await trial.measure(current)
    let before = sortedRows(await trial.run(current))
    for (const row of (all[index] ?? []).slice(0, mostTried)) {
      if ((current[index] ?? []).length >= limit) break
      const more = current.map((kept, at) => (at === index ? [...kept, row] : kept))
      const now = await trial.run(more)
      if (now.rows.length !== length || sortedRows(now) === before) continue
      current = more
      before = sortedRows(now)
    }
  }
  return current
}

function sortedRows({ rows }: TrialRows): string {
  return rows
    .map((row) => JSON.stringify(row))
    .sort()
    .join("\n")
}

async function drafted(
  model: Model,
  samples: readonly SampledInput[],
  trial: Trial,
  kept: Kept,
): Promise<DraftedUnitTest> {
  const expected = await trial.run(kept)
  const again = await trial.run(kept)
  // A column that tells the time of the query is none that a test can expect.
  const steady = expected.columns.map((_, at) => sameColumn(expected, again, at))
  const dropped = await droppedColumns(samples, trial, kept, expected, steady)
  return {
    model,
    given: samples.map(({ resource, columns, rows }, index) => ({
      input: resource,
      rows: (kept[index] ?? []).map((number) =>
        rowOf(columns, rows[number] ?? [], (at) => dropped[index]?.has(at) !== true, { nulls: false }),
      ),
    })),
    expect: expected.rows.map((row) =>
      rowOf(expected.columns, row, (at) => steady[at] === true, { nulls: true }),
    ),
  }
}

function sameColumn(a: TrialRows, b: TrialRows, at: number): boolean {
  const values = ({ rows }: TrialRows): string => JSON.stringify(rows.map((row) => row[at]).sort())
  return values(a) === values(b)
}

/** Columns without which the same comes out. */
async function droppedColumns(
  samples: readonly SampledInput[],
  trial: Trial,
  kept: Kept,
  expected: TrialRows,
  steady: readonly boolean[],
): Promise<Dropped> {
  const dropped = samples.map(() => new Set<number>())
  for (const [index, { columns }] of samples.entries())
    for (const at of columns.keys()) {
      dropped[index]?.add(at)
      const now = await tried(trial, kept, dropped)
      const same = now !== undefined && steady.every((is, column) => !is || sameColumn(expected, now, column))
      if (!same || now.rows.length !== expected.rows.length) dropped[index]?.delete(at)
    }
  return dropped
}

/** Undefined where the query cannot do without. */
async function tried(trial: Trial, kept: Kept, dropped: Dropped): Promise<TrialRows | undefined> {
  try {
    return await trial.run(kept, dropped)
  } catch (error) {
    if (error instanceof LuxError) return undefined
    throw error
  }
}

function rowOf(
  columns: readonly TypedColumn[],
  row: readonly (string | null)[],
  keeps: (at: number) => boolean,
  { nulls }: { readonly nulls: boolean },
): DraftedRow {
  return Object.fromEntries(
    columns.flatMap(({ name, type }, at) => {
      const value = row[at] ?? null
      return !keeps(at) || (value === null && !nulls) ? [] : [[name, valueOfType(value, type)] as const]
    }),
  )
}

/** Numbers and truth values as YAML has them, where that keeps every digit. */
function valueOfType(value: string | null, type: string): string | number | boolean | null {
  if (value === null) return null
  if (/^boolean/i.test(type)) return value === "true"
  if (!/^(u?(tiny|small|big|huge)?int(eger)?|decimal|double|float|real)/i.test(type)) return value
  const number = Number(value)
  return Number.isFinite(number) && (Number.isSafeInteger(number) || value.length <= 16) ? number : value
}
