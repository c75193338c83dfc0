import { appendFileSync } from "node:fs"
import { dirname, resolve } from "node:path"
import { orchestratorRun, writeReport } from "../../api/observe/write-report.ts"
import type { RunEvent, RunResult } from "../../api/types.ts"
import { LuxError, LuxErrors } from "../../errors.ts"
import { makeFolder } from "../../make-folder.ts"
import { plainColors } from "../../reporters/colors.ts"
import { errorsText } from "../../reporters/error-text.ts"
import { failedByErrors, failedRun } from "../../reporters/failure-message.ts"
import { jsonLines } from "../../reporters/json-lines.ts"
import { junitOfErrors, junitXml } from "../../reporters/junit.ts"
import { errorEntry, logLine } from "../../reporters/log-line.ts"
import { plainLines } from "../../reporters/plain-lines.ts"
import { prometheusOfErrors, prometheusText } from "../../reporters/prometheus.ts"
import type { Reporter, ReporterOptions } from "../../reporters/reporter.ts"
import { masked, maskedJson } from "../../secrets.ts"
import type { ArgsOf, ProjectArgs } from "../command.ts"
import type { reportFlags } from "../flags.ts"
import { logsAsJson } from "../streams.ts"
import { postFailure } from "./post-failure.ts"

/** Reports of a run that go elsewhere than to the terminal. What cannot be written or delivered is reported, and fails nothing. */
export interface RunReports {
  readonly onEvent: (event: RunEvent) => void
  /** Writes what came of it: a result, or what ended the command. Gives warnings about what could not be written. */
  finish(outcome: RunResult | LuxError | LuxErrors): Promise<readonly LuxError[]>
}

type ReportArgs = ArgsOf<typeof reportFlags> & ProjectArgs

export function runReports(
  command: string,
  args: ReportArgs,
  wishes: Pick<ReporterOptions, "again" | "show">,
): RunReports {
  const problems: LuxError[] = []
  const log =
    args["log-file"] === undefined ? undefined : fileLog(resolve(args["log-file"]), command, problems)
  const reporter = log === undefined ? undefined : logReporter(log, wishes)
  return {
    onEvent: (event) => reporter?.onEvent(event),
    async finish(outcome) {
      const errors =
        outcome instanceof LuxErrors ? outcome.errors : outcome instanceof LuxError ? [outcome] : undefined
      const result = outcome instanceof LuxErrors || outcome instanceof LuxError ? undefined : outcome
      if (errors !== undefined) log?.(textOfErrors(errors))
      written(args.junit, () =>
        result === undefined ? junitOfErrors(command, errors ?? []) : junitXml(result),
      )
      written(args["metrics-file"], () =>
        result === undefined ? prometheusOfErrors(command, new Date()) : prometheusText(result),
      )
      const to = args["on-failure"]
      if (to !== undefined && result?.success !== true) {
        const about = { command, runId: orchestratorRun(process.env), now: new Date() }
        const message = result === undefined ? failedByErrors(errors ?? [], about) : failedRun(result, about)
        const problem = await postFailure(to, message, process.env)
        if (problem !== undefined) problems.push(problem)
      }
      return problems
    },
  }

  function written(file: string | undefined, textOf: () => string): void {
    if (file === undefined) return
    try {
      writeReport(file, textOf())
    } catch (error) {
      problems.push(notWritten(file, error))
    }
  }
}

/** Appends to a file, and tells once that it cannot. */
function fileLog(file: string, command: string, problems: LuxError[]): (text: string) => void {
  let begun = false
  let failed = false
  return (text) => {
    if (failed) return
    try {
      if (!begun && !logsAsJson()) {
        makeFolder(dirname(file))
        appendFileSync(file, `--- ${new Date().toISOString()} lux ${command}\n`)
      }
      begun = true
      appendFileSync(file, logsAsJson() ? maskedJson(text) : masked(text))
    } catch (error) {
      failed = true
      problems.push(notWritten(file, error))
    }
  }
}

/** The same lines as where no terminal is, or the JSON log. */
function logReporter(log: (text: string) => void, wishes: Pick<ReporterOptions, "again" | "show">): Reporter {
  if (logsAsJson()) return jsonLines({ write: log, now: () => new Date() })
  return plainLines({
    ...wishes,
    sink: { out: log, err: log },
    outColors: plainColors,
    errColors: plainColors,
    quiet: false,
    columns: () => undefined,
  })
}

function textOfErrors(errors: readonly LuxError[]): string {
  if (!logsAsJson()) return `${errorsText(errors, plainColors, undefined)}\n`
  return errors.map((error) => logLine(errorEntry(error, "error", "error"), new Date())).join("")
}

function notWritten(file: string, error: unknown): LuxError {
  const reason = error instanceof Error ? error.message : String(error)
  return new LuxError("LUX-3430", `${file} could not be written: ${reason}`, {
    hint: "The run itself is not affected. Name a file in a folder that may be written to.",
    cause: error,
  })
}
