import type { LuxError } from "../errors.ts"
import type { NodeResult, RunResult } from "../run/results.ts"
import { plainColors } from "./colors.ts"
import { errorsText } from "./error-text.ts"
import { nodeBlock } from "./node-block.ts"
import { duration, isFailure } from "./node-line.ts"
import { printable } from "./printable.ts"
import { totalsText } from "./run-summary.ts"

/** Told in full; GitHub takes a megabyte of summary from a step. */
const mostBlocks = 20
const mostSlow = 10

/** A run as Markdown, for the page of a job: totals, what failed and warned in full, what took longest. */
export function runSummary(result: RunResult): string {
  const failed = result.nodes.filter(({ status }) => isFailure(status))
  const warned = result.nodes.filter(({ status }) => status === "warn")
  const [totals = ""] = totalsText(result, plainColors).split("\n")
  return [
    `### ${result.success ? "✅" : "❌"} lux ${result.command}`,
    totals,
    ...detailsOf("failed", failed, true),
    ...detailsOf("warned", warned, false),
    ...slowest(result.nodes),
    "",
  ].join("\n\n")
}

/** What kept a command from running, as Markdown. */
export function errorSummary(errors: readonly LuxError[]): string {
  return ["### ❌ lux", fenced(errorsText(errors, plainColors)), ""].join("\n\n")
}

function detailsOf(word: string, nodes: readonly NodeResult[], open: boolean): readonly string[] {
  if (nodes.length === 0) return []
  const blocks = nodes.slice(0, mostBlocks).map((node) => fenced(nodeBlock(node, plainColors).join("\n")))
  const more = nodes.length > mostBlocks ? [`and ${nodes.length - mostBlocks} more`] : []
  return [
    `<details${open ? " open" : ""}><summary>${nodes.length} ${word}</summary>`,
    ...blocks,
    ...more,
    "</details>",
  ]
}

function slowest(nodes: readonly NodeResult[]): readonly string[] {
  const spent = ({ startedAt, finishedAt }: NodeResult): number => finishedAt.getTime() - startedAt.getTime()
  const ran = nodes.filter(({ status }) => status !== "skipped" && status !== "cancelled")
  if (ran.length === 0) return []
  const rows = [...ran]
    .sort((a, b) => spent(b) - spent(a))
    .slice(0, mostSlow)
    .map((node) => `| ${cell(node.label)} | ${node.kind} | ${node.status} | ${duration(spent(node))} |`)
  return [
    "<details><summary>Slowest</summary>",
    ["| node | kind | status | time |", "|---|---|---|---:|", ...rows].join("\n"),
    "</details>",
  ]
}

/** A text as it is; the fence is longer than any run of backticks in it. */
function fenced(text: string): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length)
  const fence = "`".repeat(Math.max(3, ...runs.map((length) => length + 1)))
  return `${fence}\n${text}\n${fence}`
}

function cell(text: string): string {
  return printable(text).replaceAll("|", "\\|").replaceAll("<", "&lt;")
}
