import type { Lux } from "../api/types.ts"
import { dryRun } from "../reporters/dry-run.ts"
import { jsonLines } from "../reporters/json-lines.ts"
import { plainLines } from "../reporters/plain-lines.ts"
import type { Reporter, ReporterOptions } from "../reporters/reporter.ts"
import { terminal } from "../reporters/terminal.ts"
import type { ProjectArgs } from "./command.ts"
import { githubReporter, onGithub } from "./github.ts"
import { colorsOf } from "./stream-colors.ts"
import { logsAsJson, writeErr, writeLine, writeOut } from "./streams.ts"

export interface ReporterWishes extends Pick<ReporterOptions, "again" | "show"> {
  readonly lux: Lux
  readonly args: ProjectArgs
  readonly dryRun: boolean
}

/** The reporter for where the output goes, and GitHub's next to it in a job there. */
export function chooseReporter(wishes: ReporterWishes): Reporter {
  const reporter = ofOutput(wishes)
  if (!onGithub() || wishes.dryRun) return reporter
  const beside = githubReporter(wishes.lux, wishes.args.quiet === true)
  return {
    onEvent: (event) => {
      reporter.onEvent(event)
      beside.onEvent(event)
    },
    close: reporter.close,
  }
}

/** A moving one only on a terminal where nobody asked for less. */
function ofOutput({ args, dryRun: isDryRun, again, show }: ReporterWishes): Reporter {
  if (logsAsJson()) return jsonLines({ write: writeLine, now: () => new Date() })
  const { stdout, env } = process
  const quiet = args.quiet === true
  const options = {
    sink: { out: writeOut, err: writeErr },
    outColors: colorsOf("out", args),
    errColors: colorsOf("err", args),
    quiet,
    again,
    show,
    columns: () => stdout.columns || undefined,
  }
  if (isDryRun) return dryRun(options)
  const moving = stdout.isTTY === true && !quiet && env.TERM !== "dumb" && !env.CI
  if (!moving) return plainLines(options)
  return terminal({
    ...options,
    size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
    now: Date.now,
  })
}
