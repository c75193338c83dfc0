import type { SuggestedCheck, WrittenChecks } from "../api/types.ts"
import type { Colors } from "./colors.ts"
import { tableLines } from "./table.ts"

/** Proposed checks with their evidence, a line each. */
export function suggestionLines(suggestions: readonly SuggestedCheck[], colors: Colors): readonly string[] {
  if (suggestions.length === 0) return ["Nothing to suggest that is not checked already."]
  const rows = suggestions.map(({ column = "", check, arguments: given, evidence, confidence, rule }) => ({
    column,
    check: checkText(check, given),
    holds: holdsText(confidence),
    evidence,
    rule,
  }))
  const names = ["column", "check", "holds", "evidence", "rule"]
  return tableLines(
    names.map((name) => ({ name })),
    rows,
    { colors, cellWidth: 72 },
  )
}

/** What was written where, and what was not. */
export function writtenLines({ path, written, refused }: WrittenChecks): readonly string[] {
  return [
    `Written: ${written} ${written === 1 ? "check" : "checks"} into ${path}`,
    ...refused.map(({ column, reason }) => `Not written for ${column ?? "the relation"}: ${reason}`),
  ]
}

function checkText(check: string, given: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(given).map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
  return said.length === 0 ? check : `${check} ${said.join(", ")}`
}

/** Rounded down: what is not certain is never 100 %. */
function holdsText(confidence: number): string {
  return `${(Math.floor(confidence * 10_000) / 100).toFixed(2)} %`
}
