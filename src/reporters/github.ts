import type { RunEvent } from "../run/events.ts"
import type { CheckResult, NodeResult } from "../run/results.ts"
import { plainColors } from "./colors.ts"
import { findingLines } from "./finding-lines.ts"
import { type Annotation, annotationOf, githubCommand, inRepository } from "./github-commands.ts"
import { findingOf, isTold } from "./node-line.ts"
import type { Reporter } from "./reporter.ts"

export interface GithubOptions {
  readonly write: (text: string) => void
  /** The project's folder, from the repository: `""` or `dbt/brands`. */
  readonly folder: string
  /** No warnings. */
  readonly quiet: boolean
}

/** GitHub shows no more of a step than these of each level; the rest is in the log and the job's summary. */
const mostOfALevel = 10

/** What failed and what was warned of as annotations next to the code on GitHub. */
export function github({ write, folder, quiet }: GithubOptions): Reporter {
  const told = { error: 0, warning: 0, notice: 0 }
  const tell = (annotation: Annotation): void => {
    if (annotation.level !== "error" && quiet) return
    told[annotation.level]++
    if (told[annotation.level] <= mostOfALevel) write(githubCommand(annotation))
  }
  const onEvent = (event: RunEvent): void => {
    if (event.type === "node-finished") for (const each of ofNode(event.result, folder)) tell(each)
    if (event.type === "warning")
      tell(annotationOf(event.error, event.isError === true ? "error" : "warning", folder))
  }
  return { onEvent, close: () => undefined }
}

function ofNode(node: NodeResult, folder: string): readonly Annotation[] {
  const checks = node.checks.filter(isTold).map((check) => ofCheck(check, node, folder))
  if (node.error === undefined) return checks
  return [annotationOf(node.error, "error", folder, node.label), ...checks]
}

function ofCheck(check: CheckResult, node: NodeResult, folder: string): Annotation {
  const level = check.status === "warn" ? "warning" : "error"
  if (check.error !== undefined) return annotationOf(check.error, level, folder, check.name)
  const [, file, line] = /^(.*):(\d+)$/.exec(check.declaredAt) ?? []
  const rows = findingOf(check)
  const found = check.expected === null ? `${rows} fail the check ${check.test}` : `${check.test} is ${rows}`
  const compiled = check.compiledPath === undefined ? "" : `\ncompiled: ${check.compiledPath}`
  return {
    level,
    title: `${check.name} ${check.status === "warn" ? "warns" : "failed"}`,
    message:
      check.findings === undefined
        ? `${node.label}: ${found}${compiled}`
        : check.findings.flatMap((each) => findingLines(each, plainColors)).join("\n"),
    file: file === undefined ? undefined : inRepository(folder, file),
    line: line === undefined ? undefined : Number(line),
  }
}
