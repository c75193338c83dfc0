import { Interrupted } from "../../errors.ts"
import { embeddedType, isTranslated } from "../../project/warehouses.ts"
import { duckDbSettings, macroStatements } from "../../sql/duckdb-macros.ts"
import type { Relation } from "../../sql/relation.ts"
import type { SqlDialect } from "../../sql/types.ts"
import type { StatementsWithFiles, TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { openInMemory } from "../../warehouse/warehouses.ts"

/** A database in memory, opened when it is first used, that remembers what was made in it. */
export interface EmbeddedEngine {
  readonly statements: () => Promise<StatementsWithFiles>
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Makes the helper functions that translated SQL calls. */
  install(session: Session, macros: readonly string[]): Promise<void>
  makeSchema(session: Session, relation: Relation): Promise<void>
  makeTable(session: Session, relation: Relation, columns: readonly TypedColumn[]): Promise<void>
  /** Ends what runs, and what begins later: it has nothing to clean up. */
  cancel(): void
  close(): Promise<void>
}

/**
 * `threads`: one by default, for tables of few rows, which take longer to hand round than to read.
 */
export function createEmbeddedEngine(
  dialect: SqlDialect,
  { threads = 1 }: { readonly threads?: number | "all" } = {},
): EmbeddedEngine {
  let opened: ReturnType<typeof openInMemory> | undefined
  let cancelled = false
  const installed = new Set<string>()
  const schemas = new Set<string>()
  const open = (): ReturnType<typeof openInMemory> => {
    opened ??= openInMemory(
      isTranslated(dialect, embeddedType) ? duckDbSettings : [],
      threads === "all" ? undefined : threads,
    )
    return opened
  }
  const embeddedEngine: EmbeddedEngine = {
    statements: async () => (await open()).statements,
    use: async (work) =>
      (await open()).withSession((session) => {
        // What was interrupted before this session was out would not be reported.
        if (cancelled) throw new Interrupted("interrupted")
        return work(session)
      }),
    async install(session, macros) {
      const missing = macros.filter((name) => !installed.has(name))
      if (missing.length === 0) return
      await session.run(macroStatements(missing).join(";\n"))
      for (const name of missing) installed.add(name)
    },
    async makeSchema(session, { schema }) {
      if (schema === undefined || schemas.has(schema)) return
      await session.run((await embeddedEngine.statements()).createSchema(schema))
      schemas.add(schema)
    },
    async makeTable(session, relation, columns) {
      await embeddedEngine.makeSchema(session, relation)
      await session.run((await embeddedEngine.statements()).createTable(relation, columns))
    },
    cancel() {
      cancelled = true
      void opened?.then((warehouse) => warehouse.cancel())
    },
    close: async () => (await opened)?.close(),
  }
  return embeddedEngine
}
