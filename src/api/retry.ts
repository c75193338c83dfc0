import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { findRoot } from "../project/find-root.ts"
import { targetPlace } from "../project/target-place.ts"
import { recordPathOf } from "../record/record-path.ts"
import type { OnEvent } from "../run/events.ts"
import type { RunResult } from "../run/results.ts"
import { readLastRun, unfinishedOf } from "./last-run.ts"
import { createProjectReader, type ReadOptions } from "./read-project.ts"
import type { RetryOptions, RunCommand, RunOptions } from "./types.ts"

/** What is to be done again, in the project as the last run had it. */
export interface Retry {
  readonly command: RunCommand | "clone"
  readonly found: ReadProject
  /** How the project was opened. */
  readonly lux: ReadOptions
  readonly run: RunOptions & { readonly only: readonly string[] }
  /** Unique ids of what the last run, and those that it retried, built: it is there, and is not read from another state. */
  readonly built: ReadonlySet<string>
}

/** Throws LUX-2331 and LUX-2332 where no run is known, and what reading the project throws. */
export async function prepareRetry(options: ReadOptions, given: RetryOptions): Promise<Retry> {
  const { state, ...run } = given
  const last = await readLastRun(state ?? (await targetFolder(options)))
  const lux = {
    ...options,
    target: options.target ?? last.lux.target,
    vars: options.vars ?? last.lux.vars,
  }
  const found = await createProjectReader(lux).whole()
  const only = unfinishedOf(last, found.graph)
  const built = new Set([...last.builtBefore, ...last.results.map(({ uniqueId }) => uniqueId)])
  const said = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined))
  return {
    found,
    lux,
    command: last.command,
    run: { ...last.options, ...said, only },
    built,
  }
}

/** Says that there is nothing to do, which is well. */
export function nothingToRetry({ command, found }: Retry, emit: OnEvent): RunResult {
  emit({ type: "notice", message: `nothing to retry: the last ${command} left nothing undone` })
  const now = new Date()
  return {
    invocationId: randomUUID(),
    command,
    startedAt: now,
    finishedAt: now,
    nodes: [],
    success: true,
    cancelled: false,
    target: found.project.target.name,
    warehouse: targetPlace(found.project.target),
  }
}

/** Told without reading the project where that can be: it may need the variables of the last run. */
async function targetFolder(options: ReadOptions): Promise<string> {
  const record = recordPathOf(findRoot(options.projectDir), options.targetPath, options.env)
  if (record !== undefined) return dirname(record)
  return (await createProjectReader(options).whole()).project.targetPath
}
