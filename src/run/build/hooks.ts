import type { ExecutableSql } from "../../compile/to-executable.ts"
import { splitStatements } from "../../sql/statements.ts"
import { failedIn, WarehouseError } from "../../warehouse/errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"

export interface CompiledHook {
  readonly kind: "pre-hook" | "post-hook" | "on-run-start" | "on-run-end"
  readonly compiled: ExecutableSql
  /** False: runs by itself, outside the transaction that publishes. */
  readonly transaction: boolean
}

/** Runs hooks one after another. Throws the first error, at its place in the hook. */
export async function runHooks(session: Session, hooks: readonly CompiledHook[]): Promise<void> {
  for (const hook of hooks)
    try {
      await session.run(hook.compiled.sql)
    } catch (error) {
      throw hookError(error, hook)
    }
}

/** The error of several statements sent together: at its place in the hook if a hook failed, others as they are. */
export function errorTogether(
  error: unknown,
  statements: readonly string[],
  hooks: readonly CompiledHook[],
): unknown {
  if (!(error instanceof WarehouseError)) return error
  const parts = [
    ...statements.map((sql) => ({ sql, hook: undefined })),
    ...hooks.flatMap((hook) => partsOf(hook).map((sql) => ({ sql, hook }))),
  ]
  // A short hook may also be the end of a longer statement.
  const [sent] = parts
    .filter(({ sql }) => isSentAs(sql, error.sql))
    .toSorted((a, b) => b.sql.length - a.sql.length)
  return sent?.hook === undefined ? error : hookError(error, sent.hook)
}

function hookError(error: unknown, hook: CompiledHook): unknown {
  if (!(error instanceof WarehouseError)) return error
  const { compiled, kind } = hook
  const part = partsOf(hook).find((sql) => isSentAs(sql, error.sql)) ?? compiled.sql
  const told = (error.position ?? -1) - error.sql.indexOf(part)
  const inside = told >= 0 && told < part.length ? told : Math.max(0, part.search(/\S/))
  const offset = compiled.sql.indexOf(part) + inside
  return failedIn(kind, error, compiled.placeAt(offset), compiled.callersAt(offset))
}

/** The hook, and its statements: the Data API takes them one by one. */
function partsOf({ compiled }: CompiledHook): readonly string[] {
  return [compiled.sql, ...splitStatements(compiled.sql)]
}

/** A query comment is on a line before or after its statement. */
function isSentAs(sql: string, sent: string): boolean {
  return sent === sql || sent.endsWith(`\n${sql}`) || sent.startsWith(`${sql}\n`)
}
