import type { LuxError } from "../errors.ts"
import type { RunResult } from "../run/results.ts"
import { plainColors } from "./colors.ts"
import { totalsText } from "./run-summary.ts"

/**
 * What is posted of a run that failed: `text` for people, and next to it the parts of `run_results.json` that say what
 * failed, which the function `notify-slack` reads.
 */
export interface FailureMessage {
  readonly text: string
  readonly metadata: { readonly invocation_id: string | undefined; readonly generated_at: string }
  readonly args: {
    readonly which: string
    readonly project: string | undefined
    readonly target: string | undefined
    /** Of the orchestrator, where it says so. */
    readonly run_id: string | undefined
  }
  readonly elapsed_time: number | undefined
  readonly results: readonly {
    readonly unique_id: string
    readonly status: "error" | "fail" | "success" | "skipped"
    readonly message: string
  }[]
}

interface About {
  readonly command: string
  readonly runId: string | undefined
  readonly now: Date
}

/** Of a run that came to its end. */
export function failedRun(result: RunResult, about: About): FailureMessage {
  const results = result.nodes.flatMap((node) => [
    {
      unique_id: node.uniqueId,
      status: statuses[node.status],
      message: node.error === undefined ? node.message : `${node.error.code} ${node.error.message}`,
    },
    ...node.checks
      .filter(({ status }) => status === "fail" || status === "error")
      .map((check) => ({
        unique_id: check.uniqueId,
        status: "fail" as const,
        message: check.error?.message ?? `${check.failures ?? "no"} failures`,
      })),
  ])
  const lines = results
    .filter(({ status }) => status === "error" || status === "fail")
    .slice(0, 10)
    .map(({ unique_id, message }) => `- ${unique_id}: ${message}`)
  return {
    text: [`${titleOf(about, result)}: ${firstLine(totalsText(result, plainColors))}`, ...lines].join("\n"),
    metadata: { invocation_id: result.invocationId, generated_at: about.now.toISOString() },
    args: argsOf(about, result),
    elapsed_time: (result.finishedAt.getTime() - result.startedAt.getTime()) / 1000,
    results,
  }
}

/** Of a command that errors ended. */
export function failedByErrors(errors: readonly LuxError[], about: About): FailureMessage {
  const lines = errors.slice(0, 10).map(({ code, message }) => `- ${code} ${message}`)
  return {
    text: [
      `${titleOf(about, undefined)}: ${errors.length} ${errors.length === 1 ? "error" : "errors"}`,
      ...lines,
    ].join("\n"),
    metadata: { invocation_id: undefined, generated_at: about.now.toISOString() },
    args: argsOf(about, undefined),
    elapsed_time: undefined,
    results: errors.map(({ code, message }) => ({ unique_id: code, status: "error", message })),
  }
}

const statuses = {
  ok: "success",
  warn: "success",
  rejected: "error",
  fail: "error",
  error: "error",
  skipped: "skipped",
  cancelled: "skipped",
} as const

type Ran = Pick<RunResult, "project" | "target">

function titleOf({ command }: About, ran: Ran | undefined): string {
  return ran === undefined
    ? `lux ${command} failed`
    : `lux ${command} of ${ran.project} on ${ran.target} failed`
}

function argsOf({ command, runId }: About, ran: Ran | undefined): FailureMessage["args"] {
  return { which: command, project: ran?.project, target: ran?.target, run_id: runId }
}

function firstLine(text: string): string {
  return text.split("\n", 1).join("")
}
