import { randomUUID } from "node:crypto"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { LuxError } from "../../errors.ts"
import { givenVars } from "../../project/config/vars.ts"
import { findRoot } from "../../project/files/find-root.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { ReadOptions } from "../../record/project-reader.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { recordPathOf } from "../../record/record-path.ts"
import type { OnEvent } from "../../run/events.ts"
import type { RunResult } from "../../run/results.ts"
import { yamlText } from "../../template/exact-number.ts"
import { isStateAddress, lastRunOfTask, latestRun, stateAt } from "../kept-runs.ts"
import { projectReader } from "../read/read-project.ts"
import type { RunsBefore } from "../run-args.ts"
import type { RetryOptions, RunCommand, RunOptions } from "../types.ts"
import { type RecordedRun, readLastRun, unfinishedOf } from "./last-run.ts"

/** What is to be done again, in the project as the last run had it. */
export interface Retry {
  readonly command: RunCommand | "clone"
  readonly found: ReadProject
  /** How the project was opened. */
  readonly lux: ReadOptions
  readonly run: RunOptions & { readonly only: readonly string[] }
  readonly before: RunsBefore
}

/** Throws LUX-2331 and LUX-2332 where no run is known, and what reading the project throws. */
export async function prepareRetry(options: ReadOptions, given: RetryOptions): Promise<Retry> {
  const { state, ...run } = given
  const last = await readLastRun(await resultsFolder(options, state, run.task))
  const lux = {
    ...options,
    target: options.target ?? last.lux.target,
    vars: varsOf(last, options.vars),
  }
  const found = await projectReader(lux).whole()
  const only = unfinishedOf(last, found.graph)
  const built = new Set([...last.builtBefore, ...last.results.map(({ uniqueId }) => uniqueId)])
  const said = Object.fromEntries(Object.entries(run).filter(([, value]) => value !== undefined))
  return {
    found,
    lux,
    command: last.command,
    run: { ...last.options, ...said, only },
    before: { built, seedsLoaded: last.seedsLoaded },
  }
}

/** `--vars` of the retry go before those of the run. Throws LUX-2333 for those that the run did not keep. */
function varsOf({ lux, varsNotKept }: RecordedRun, given: string | undefined): string | undefined {
  const written = given === undefined ? {} : givenVars(given)
  const missing = varsNotKept.filter((name) => !Object.hasOwn(written, name))
  if (missing.length > 0)
    throw new LuxError(
      "LUX-2333",
      `the last run had ${missing.map((name) => `"${name}"`).join(", ")} in --vars: run results do not keep secrets`,
      { hint: `Give it again: lux retry --vars '{${missing.map((name) => `${name}: ...`).join(", ")}}'.` },
    )
  if (given === undefined || lux.vars === undefined) return given ?? lux.vars
  return yamlText({ ...givenVars(lux.vars), ...written })
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
    project: found.project.name,
    target: found.project.target.name,
    warehouse: targetPlace(found.project.target),
  }
}

/** The folder of the results to go by. Where the target folder has none, what the target keeps is copied. */
async function resultsFolder(
  options: ReadOptions,
  state: string | undefined,
  task: string | undefined,
): Promise<string> {
  if (state !== undefined && !isStateAddress(state)) return state
  const project = async () => (await projectReader(options).whole()).project
  if (state !== undefined) return stateAt(state, await project())
  if (task !== undefined) {
    const found = await lastRunOfTask(await project(), task)
    if (found !== undefined) return found
    throw new LuxError("LUX-2331", `no run of the task "${task}" is kept`, {
      hint: "Run its command with --task first.",
    })
  }
  const folder = await targetFolder(options)
  if (existsSync(join(folder, "run_results.json"))) return folder
  return (await latestRun(await project())) ?? folder
}

/** Told without reading the project where that can be: it may need the variables of the last run. */
async function targetFolder(options: ReadOptions): Promise<string> {
  const record = recordPathOf(findRoot(options.projectDir), options.targetPath, options.env)
  if (record !== undefined) return dirname(record)
  return (await projectReader(options).whole()).project.targetPath
}
