import * as z from "zod"
import { Interrupted, LuxError } from "../../errors.ts"
import { WarehouseError } from "../errors.ts"
import { reworded } from "./duckdb-messages.ts"

// With `errors_as_json` an engine's message is one object, sometimes behind a prefix such as "Parser Error: ".
const shape = z.object({
  exception_type: z.string(),
  exception_message: z.string(),
  position: z.string().optional(),
})

/**
 * DuckDB's error as one that can be shown, or as an interruption. One that is known already stays as it is. `before` was sent
 * in front of the statement.
 */
export function duckDbError(error: unknown, sql: string, before = ""): Error {
  if (error instanceof LuxError || error instanceof Interrupted) return error
  const message = error instanceof Error ? error.message : String(error)
  const parsed = parse(message)
  if (parsed === undefined) {
    if (/^INTERRUPT/.test(message)) return new Interrupted("interrupted")
    const { code, message: said, hint } = reworded(tidy(message))
    return new WarehouseError(code, said, { sql, hint, cause: error })
  }
  if (parsed.exception_type === "INTERRUPT") return new Interrupted("interrupted")
  const { code, message: said, hint } = reworded(tidy(parsed.exception_message))
  return new WarehouseError(code, said, {
    sql,
    hint,
    position:
      parsed.position === undefined
        ? undefined
        : characters(sql, Number(parsed.position) - Buffer.byteLength(before)),
    cause: error,
  })
}

/** DuckDB counts bytes of UTF-8, a place counts what JavaScript counts. */
function characters(sql: string, bytes: number): number {
  return Buffer.from(sql).toString("utf8", 0, bytes).length
}

function parse(message: string): z.infer<typeof shape> | undefined {
  const start = message.indexOf("{")
  if (start === -1) return undefined
  try {
    return shape.safeParse(JSON.parse(message.slice(start))).data
  } catch {
    return undefined
  }
}

/** The message without its code frame, on one line. */
function tidy(message: string): string {
  return message
    .replace(/\n\nLINE \d+:[\s\S]*$/, "")
    .replace(/\s*\n\s*/g, " ")
    .trim()
}
