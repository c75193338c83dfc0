import { LuxError, LuxErrors } from "../errors.ts"
import { SqlRefusal } from "../sql/refusal.ts"
import { plainColors } from "./colors.ts"
import { tableLines } from "./table.ts"

/**
 * The errors that say what SQL the target's engine cannot express, one line each: where it stands, what it is, and what to
 * write. Empty where there are none.
 */
export function refusedLines(error: unknown): readonly string[] {
  const errors = error instanceof LuxErrors ? error.errors : [error]
  const refused = errors.flatMap(refusalOf)
  if (refused.length === 0) return []
  const columns = ["where", "construct", "write instead"].map((name) => ({ name }))
  const count = `${refused.length} ${refused.length === 1 ? "construct is" : "constructs are"} refused`
  return [...tableLines(columns, refused, { colors: plainColors, cellWidth: 120 }), "", count]
}

function refusalOf(error: unknown): readonly Readonly<Record<string, string>>[] {
  if (!(error instanceof LuxError) || !(error.cause instanceof SqlRefusal)) return []
  const { cause, place, hint = "" } = error
  const where = place === undefined ? "" : `${place.file}:${place.line}:${place.column}`
  return [{ where, construct: cause.construct, "write instead": hint }]
}
