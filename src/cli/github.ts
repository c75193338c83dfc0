import { appendFileSync } from "node:fs"
import { relative, sep } from "node:path"
import type { Lux } from "../api/types.ts"
import type { LuxError } from "../errors.ts"
import { github } from "../reporters/github.ts"
import { annotationOf, githubCommand } from "../reporters/github-commands.ts"
import { errorSummary, runSummary } from "../reporters/job-summary.ts"
import type { Reporter } from "../reporters/reporter.ts"
import { masked } from "../secrets.ts"

const mostAnnotations = 10

/** True in a job of GitHub Actions, where annotations and a summary are shown next to the log. */
export function onGithub(): boolean {
  return process.env.GITHUB_ACTIONS === "true"
}

/** Standard error is read for commands too, and leaves piped results alone. */
function write(text: string): void {
  process.stderr.write(masked(text))
}

/** Annotations while a run goes on, the job's summary at its end. */
export function githubReporter(lux: Pick<Lux, "root">, quiet: boolean): Reporter {
  const annotations = github({ write, folder: folderOf(lux), quiet })
  return {
    onEvent: (event) => {
      annotations.onEvent(event)
      if (event.type === "run-finished") appendSummary(runSummary(event.result))
    },
    close: annotations.close,
  }
}

export function tellGithubOfErrors(errors: readonly LuxError[], lux: Pick<Lux, "root">): void {
  const folder = folderOf(lux)
  for (const error of errors.slice(0, mostAnnotations))
    write(githubCommand(annotationOf(error, "error", folder)))
  appendSummary(errorSummary(errors))
}

export function tellGithubOfWarnings(warnings: readonly LuxError[], lux: Pick<Lux, "root">): void {
  const folder = folderOf(lux)
  for (const warning of warnings.slice(0, mostAnnotations))
    write(githubCommand(annotationOf(warning, "warning", folder)))
}

/** The project's folder from the repository, with forward slashes; empty where it is the repository or none is known. */
function folderOf(lux: Pick<Lux, "root">): string {
  try {
    const way = relative(process.env.GITHUB_WORKSPACE || process.cwd(), lux.root())
    return way.startsWith("..") ? "" : way.split(sep).join("/")
  } catch {
    // Without a project there are no files to point at.
    return ""
  }
}

/** The summary is an extra: a job whose file for it cannot be written is none the worse. */
function appendSummary(markdown: string): void {
  const file = process.env.GITHUB_STEP_SUMMARY
  if (file === undefined || file === "") return
  try {
    appendFileSync(file, masked(markdown))
  } catch (error) {
    write(`the job's summary was not written: ${error instanceof Error ? error.message : String(error)}\n`)
  }
}
