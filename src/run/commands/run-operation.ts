import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { CompiledStatement, Compiler } from "../../compile/compiler.ts"
import { transactionWords } from "../../compile/script.ts"
import { LuxError } from "../../errors.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { Project } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { QueryResult, Session } from "../../warehouse/warehouse.ts"
import { authoredError } from "../build/authored-error.ts"
import type { ProjectWarehouse } from "../lake/lake-services.ts"
import { installMacros } from "../session/install-macros.ts"
import { openProjectWarehouse, prepareWarehouse } from "../session/prepare-warehouse.ts"
import { type OperationWish, operationTemplate } from "./operation-template.ts"

export interface OperationOptions extends OperationWish {
  /** Renders and tells the statements, touches nothing. */
  readonly dryRun: boolean
  /** False: each statement is committed by itself. */
  readonly transaction: boolean
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  /** Told each statement once it has run, with how many rows it changed and how long it took in milliseconds. */
  readonly onStatement: (done: StatementDone) => void
}

export interface StatementDone {
  readonly index: number
  readonly total: number
  readonly sql: string
  readonly rows: number | undefined
  readonly durationMs: number
}

export interface OperationResult {
  /** The macro's name, or `--sql`. */
  readonly name: string
  readonly statements: readonly string[]
  /** True when all ran in one transaction. */
  readonly transaction: boolean
  /** What the last statement gave, where that was a query. */
  readonly result: QueryResult | undefined
  readonly warehouse: string
}

/**
 * Runs the statements that a macro or a template prints, in one transaction unless the options or the statements
 * themselves say otherwise. Throws what is wrong, with the transaction rolled back: project errors before anything is
 * opened, LUX-20xx for what the warehouse refuses.
 */
export async function runOperation(read: ReadProject, options: OperationOptions): Promise<OperationResult> {
  const { project } = read
  const invocationId = randomUUID()
  const invocation = { id: invocationId, startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const { name, template, scope } = operationTemplate(project, options)
  const statements = compiler.script(template, scope)
  if (statements.length === 0)
    throw new LuxError("LUX-2342", `"${name}" prints no SQL to run`, {
      hint: "An operation runs what its macro prints.",
    })
  const transaction = options.transaction && !statements.some(({ word }) => transactionWords.has(word))
  const done = {
    name,
    statements: statements.map(({ sql }) => sql.trimEnd()),
    transaction,
    warehouse: targetPlace(project.target),
  }
  if (options.dryRun) return { ...done, result: undefined }
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1, invocation })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    const run = (session: Session) => sendAll(session, statements, options)
    const result = await withInputs(warehouse, project, compiler, statements, invocationId, (session) =>
      transaction ? session.transaction(() => run(session)) : run(session),
    )
    return { ...done, result }
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

/** Runs `work` on a session that sees the files and has the helper functions that the statements need. */
async function withInputs<T>(
  warehouse: ProjectWarehouse,
  project: Project,
  compiler: Compiler,
  statements: readonly CompiledStatement[],
  invocationId: string,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const { lake } = await prepareWarehouse(warehouse, project, compiler, invocationId)
  await installMacros(
    warehouse,
    statements.flatMap(({ macros }) => macros),
  )
  const inputs = new Map(
    statements.flatMap((each) => each.inputs).map((input) => [input.relation.label, input]),
  )
  return warehouse.withSession(async (session) => {
    await lake.show(session, [...inputs.values()], undefined)
    return work(session)
  })
}

async function sendAll(
  session: Session,
  statements: readonly CompiledStatement[],
  { onStatement }: OperationOptions,
): Promise<QueryResult | undefined> {
  let result: QueryResult | undefined
  for (const [at, statement] of statements.entries()) {
    const sql = statement.sql.trimEnd()
    const startedAt = Date.now()
    const asks = at === statements.length - 1 && queryWords.has(statement.word)
    try {
      if (asks) result = await session.query(sql)
      const rows = asks ? result?.rows.length : (await session.run(sql)).rows
      onStatement({ index: at + 1, total: statements.length, sql, rows, durationMs: Date.now() - startedAt })
    } catch (error) {
      throw authoredError(asLuxError(error), statement, statement.placeAt(0))
    }
  }
  return result
}

/** What gives rows to look at. */
const queryWords: ReadonlySet<string> = new Set([
  "select",
  "with",
  "values",
  "from",
  "table",
  "show",
  "describe",
  "explain",
  "summarize",
])
