import type { LuxError } from "../errors.ts"
import type { CheckResult, NodeResult, RunResult } from "../run/results.ts"
import { masked } from "../secrets.ts"
import { plainColors } from "./colors.ts"
import { checkLine, nodeLine } from "./node-line.ts"
import { isOnlyChecks } from "./only-checks.ts"

/**
 * A run as JUnit XML, which CI systems show: a suite for each node, a case for building it and one for each of its checks.
 * A check of severity warn that found something is a case that passed, with what it found as its output.
 */
export function junitXml(result: RunResult): string {
  const suites = result.nodes.map(suiteOf).filter(({ cases }) => cases.length > 0)
  const all = suites.flatMap(({ cases }) => cases)
  const head = attributes({ name: `lux ${result.command}`, ...counts(all), time: between(result) })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    ...suites.flatMap(({ node, cases }) => [
      `  <testsuite${attributes({
        name: node.label,
        ...counts(cases),
        time: between(node),
        timestamp: node.startedAt.toISOString().slice(0, 19),
      })}>`,
      ...cases.flatMap(caseLines),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n")
}

/** Of a command that errors ended before anything ran. */
export function junitOfErrors(command: string, errors: readonly LuxError[]): string {
  const name = `lux ${command}`
  const cases = errors.map(
    ({ code, message, place, hint }): Case => ({
      name: `${code} ${message}`,
      of: name,
      file: place === undefined ? undefined : `${place.file}:${place.line}`,
      seconds: 0,
      outcome: "error",
      message,
      details: hint ?? "",
    }),
  )
  const head = attributes({ name, ...counts(cases), time: 0 })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${head}>`,
    `  <testsuite${head}>`,
    ...cases.flatMap(caseLines),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n")
}

interface Case {
  readonly name: string
  readonly of: string
  /** The file and line of a check. */
  readonly file: string | undefined
  readonly seconds: number
  readonly outcome: "passed" | "failure" | "error" | "skipped"
  /** What is said about it; of one that passed a warning. */
  readonly message: string | undefined
  readonly details: string
}

function suiteOf(node: NodeResult): { readonly node: NodeResult; readonly cases: readonly Case[] } {
  const checks = node.checks.map((check) => checkCase(node, check))
  return { node, cases: isOnlyChecks(node) ? checks : [buildCase(node), ...checks] }
}

const nodeOutcomes: Readonly<Record<NodeResult["status"], Case["outcome"]>> = {
  ok: "passed",
  warn: "passed",
  rejected: "failure",
  fail: "failure",
  error: "error",
  skipped: "skipped",
  cancelled: "skipped",
}

function buildCase(node: NodeResult): Case {
  const outcome = nodeOutcomes[node.status]
  return {
    name: `${node.kind} ${node.label}`,
    of: node.label,
    file: undefined,
    seconds: between(node),
    outcome,
    message: outcome === "passed" ? undefined : (node.error?.message ?? node.message),
    details: outcome === "passed" ? "" : nodeLine(node, plainColors),
  }
}

const checkOutcomes: Readonly<Record<CheckResult["status"], Case["outcome"]>> = {
  pass: "passed",
  warn: "passed",
  fail: "failure",
  insufficient: "skipped",
  error: "error",
  skipped: "skipped",
}

function checkCase(node: NodeResult, check: CheckResult): Case {
  const said = check.status === "pass" ? "" : checkLine(check, plainColors)
  const rows = check.sample.map((row) =>
    JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value)),
  )
  return {
    name: check.name,
    of: check.relation ?? node.label,
    file: check.declaredAt,
    seconds: check.durationMs / 1000,
    outcome: checkOutcomes[check.status],
    message: said === "" ? undefined : said,
    details: [check.error?.message ?? check.message ?? "", ...rows].filter((line) => line !== "").join("\n"),
  }
}

function caseLines({ name, of, file, seconds, outcome, message = "", details }: Case): readonly string[] {
  const head = attributes({
    name,
    classname: of,
    ...(file === undefined ? {} : placeOf(file)),
    time: seconds,
  })
  if (outcome === "passed" && message === "") return [`    <testcase${head}/>`]
  const inside =
    outcome === "passed"
      ? `<system-out>${escaped([message, details].filter((text) => text !== "").join("\n"))}</system-out>`
      : `<${outcome}${attributes({ message, ...(outcome === "skipped" ? {} : { type: outcome }) })}>${escaped(details)}</${outcome}>`
  return [`    <testcase${head}>`, `      ${inside}`, "    </testcase>"]
}

/** `models/marts.yml:12` */
function placeOf(declaredAt: string): Readonly<Record<string, string>> {
  const [, file = declaredAt, line] = /^(.*):(\d+)$/.exec(declaredAt) ?? []
  return line === undefined ? { file } : { file, line }
}

function counts(cases: readonly Case[]): Readonly<Record<string, number>> {
  const of = (outcome: Case["outcome"]): number => cases.filter((each) => each.outcome === outcome).length
  return { tests: cases.length, failures: of("failure"), errors: of("error"), skipped: of("skipped") }
}

function between({ startedAt, finishedAt }: Pick<NodeResult, "startedAt" | "finishedAt">): number {
  return Math.max(0, (finishedAt.getTime() - startedAt.getTime()) / 1000)
}

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) => ` ${name}="${escaped(typeof value === "number" ? numberText(name, value) : value)}"`,
    )
    .join("")
}

function numberText(name: string, value: number): string {
  return name === "time" ? value.toFixed(3) : String(value)
}

/** Characters that XML 1.0 has no way to write become `�`. Secrets are masked first: escaped, nobody would know them. */
function escaped(text: string): string {
  return masked(text)
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
}
