import type { RunCommand, RunEvent, RunResult } from "../api/types.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import type { ArgsOf } from "./command.ts"
import { writeErrors } from "./error-output.ts"
import { exitCodeOf, failed, interrupted, transient } from "./exit-codes.ts"
import {
  type auditFlag,
  type deferFlags,
  type emptyFlag,
  type fullRefreshFlag,
  type lastRunFlag,
  type rejectsFlag,
  reportFlags,
  type runFlags,
  type selectionFlags,
  type taskFlag,
} from "./flags.ts"
import { withInterrupt } from "./interrupt.ts"
import { againCommand, showCommand } from "./next-commands.ts"
import { openLux } from "./open-lux.ts"
import { selectionOptions } from "./selection-options.ts"
import { wholeNumber } from "./usage.ts"
import { warnErrorOptionsOf } from "./warn-error-options.ts"

type ExecuteArgs = ArgsOf<typeof runFlags> &
  Partial<
    ArgsOf<typeof selectionFlags & typeof fullRefreshFlag & typeof emptyFlag & typeof deferFlags> &
      ArgsOf<typeof auditFlag & typeof lastRunFlag & typeof rejectsFlag & typeof taskFlag>
  >

/** Runs `run`, `test`, `build`, `seed`, `snapshot` or one of them again, tells what happens, and returns the exit code. */
export async function executeCommand(
  command: RunCommand | "retry" | "clone" | "accept",
  args: ExecuteArgs,
  files: readonly string[] = [],
): Promise<number> {
  const threads = wholeNumber("threads", args.threads, 1)
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0)
  const leaseTimeoutSeconds = wholeNumber("lease-timeout", args["lease-timeout"], 0)
  const [lux, { chooseReporter }] = await Promise.all([openLux(args), import("./choose-reporter.ts")])
  const dryRun = args["dry-run"] === true
  const wishes = {
    again: againCommand(args),
    // A retry is done in the target of the run that it follows.
    show: (relation: string, { target }: RunResult) =>
      showCommand(relation, args, command === "retry" ? target : undefined),
  }
  const reports =
    dryRun || !isReported(args)
      ? undefined
      : (await import("./reports/run-reports.ts")).runReports(command, args, wishes)
  const reporter = chooseReporter({
    lux,
    dryRun,
    args,
    ...wishes,
  })
  const report = async (outcome: RunResult | LuxError | LuxErrors): Promise<void> => {
    for (const error of (await reports?.finish(outcome)) ?? []) reporter.onEvent({ type: "warning", error })
  }
  let started = false
  let ended = false
  let erred = false
  return withInterrupt(async (signal) => {
    try {
      const options = {
        threads,
        fullRefresh: args["full-refresh"],
        empty: args.empty,
        failFast: args["fail-fast"],
        auditFirst: args["no-audit-first"] === undefined ? undefined : !args["no-audit-first"],
        defer: args.defer,
        favorState: args["favor-state"],
        dryRun,
        showCost: args["show-cost"],
        leaseTimeoutSeconds,
        lockTimeoutSeconds,
        task: args.task,
        signal,
        onEvent: (event: RunEvent) => {
          started ||= event.type === "run-started"
          ended ||= event.type === "run-finished"
          erred ||= event.type === "warning" && event.isError === true
          reporter.onEvent(event)
          reports?.onEvent(event)
        },
      }
      const result = await (command === "retry"
        ? lux.retry({ ...options, state: args.state, rejects: args.rejects, select: args.select })
        : command === "accept"
          ? lux.acceptFiles({ ...options, files })
          : command === "clone"
            ? lux.clone({ ...options, ...selectionOptions(args) })
            : lux.execute(command, { ...options, ...selectionOptions(args) }))
      // A dry run ends without having run, a retry of nothing has nothing to sum up.
      if (!ended && dryRun) reporter.onEvent({ type: "run-finished", result })
      await report(result)
      return exitCodeOf(result, erred || (await warnedChecksFail(result, args)))
    } catch (error) {
      if (error instanceof LuxError || error instanceof LuxErrors) await report(error)
      reporter.close()
      if (signal.aborted) return interrupted
      const code = await writeErrors(error, args)
      // Once something ran, the run has failed, whatever the error is.
      return started && code !== transient ? failed : code
    } finally {
      reporter.close()
    }
  })
}

function isReported(args: ExecuteArgs): boolean {
  return Object.keys(reportFlags).some((name) => Object.hasOwn(args, name))
}

/** True when a check of severity `warn` found something and the flags make that an error. */
async function warnedChecksFail(result: RunResult, args: ExecuteArgs): Promise<boolean> {
  if (!result.nodes.some(({ status }) => status === "warn")) return false
  const { warnedCheckCode, warningRules } = await import("../api/warning-rules.ts")
  return warningRules(await warnErrorOptionsOf(args))(warnedCheckCode) === "error"
}
