import { colorsFor } from "../reporters/colors.ts"
import { dryRun } from "../reporters/dry-run.ts"
import { jsonLines } from "../reporters/json-lines.ts"
import { plainLines } from "../reporters/plain-lines.ts"
import type { Reporter } from "../reporters/reporter.ts"
import { terminal } from "../reporters/terminal.ts"
import { writeErr, writeOut } from "./streams.ts"

export interface ReporterWishes {
  readonly dryRun: boolean
  readonly json: boolean
  readonly quiet: boolean
  readonly noColor: boolean
  readonly again: (selectors: readonly string[]) => string
}

/** The reporter for where the output goes: a moving one only on a terminal where nobody asked for less. */
export function chooseReporter(wishes: ReporterWishes): Reporter {
  const { noColor, quiet, again } = wishes
  const colors = (stream: { readonly isTTY?: boolean }) =>
    colorsFor({ noColor, isTerminal: stream.isTTY === true, env: process.env })
  const sink = { out: writeOut, err: writeErr }
  const options = { sink, outColors: colors(process.stdout), errColors: colors(process.stderr), quiet, again }
  if (wishes.json) return jsonLines(sink)
  if (wishes.dryRun) return dryRun(options)
  const moving = process.stdout.isTTY === true && !quiet && process.env.TERM !== "dumb" && !process.env.CI
  if (!moving) return plainLines(options)
  return terminal({
    ...options,
    size: () => ({ columns: process.stdout.columns || 80, rows: process.stdout.rows || 24 }),
    now: Date.now,
  })
}
