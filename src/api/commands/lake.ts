import { exactly } from "../../graph/exactly.ts"
import { isStage } from "../../project/materialized.ts"
import { asideFiles, dropFiles } from "../../run/commands/aside-files.ts"
import type { OnEvent } from "../../run/events.ts"
import type { StagingChoice } from "../../run/lake/staging-choice.ts"
import type { RunResult } from "../../run/results.ts"
import type { OpenProject } from "../open-project.ts"
import type { AcceptOptions, DropOptions, DroppedFile, RetryOptions } from "../types.ts"
import { executeWatched } from "./execute-watched.ts"
import { selectFrom, selecting, selectNodes } from "./select-nodes.ts"

/** `lux lake accept`: stages files that are set aside, whatever their checks say. Throws LUX-3255. */
export async function acceptFiles(
  open: OpenProject,
  { files, ...options }: AcceptOptions,
  emit: OnEvent,
): Promise<RunResult> {
  const read = await open.whole()
  const { lockTimeoutSeconds, signal } = options
  const aside = await asideFiles({ read, lockTimeoutSeconds, signal }, files)
  const stages = new Set(aside.map(({ stage }) => stage.name))
  const chosen = new Set(aside.map(({ row }) => row.file_name))
  return stageOnly(open, options, [...stages], { kind: "accept", files: chosen }, emit)
}

/** `lux lake drop`: gives files up that are set aside. Throws LUX-3255. */
export async function dropAside(
  open: OpenProject,
  { files, lockTimeoutSeconds, signal }: DropOptions,
): Promise<readonly DroppedFile[]> {
  const read = await open.whole()
  const dropped = await dropFiles({ read, lockTimeoutSeconds, signal }, files)
  return dropped.map(({ stage, row }) => ({ stage: stage.name, file: row.path }))
}

/** `lux retry --rejects`: stages again what was rejected and what is set aside, of the selected stages. */
export async function retryRejected(
  open: OpenProject,
  options: RetryOptions,
  emit: OnEvent,
): Promise<RunResult> {
  const { project } = await open.whole()
  const source = await selectFrom(open, await open.whole(), {})
  const { ids } = await selectNodes(source, { select: options.select })
  const stages = project.resources.filter(isStage)
  return stageOnly(
    open,
    options,
    stages.flatMap(({ uniqueId, name }) => (ids.includes(uniqueId) ? [name] : [])),
    { kind: "retry" },
    emit,
  )
}

async function stageOnly(
  open: OpenProject,
  options: Omit<AcceptOptions, "files">,
  stages: readonly string[],
  staging: StagingChoice,
  emit: OnEvent,
): Promise<RunResult> {
  const found = await open.whole()
  const source = await selectFrom(open, found, {})
  const watch = { rules: open.rules, emit, reselect: selecting(source), lux: open.options }
  // With their tests, which are asked of what is staged.
  const select = { select: stages }
  const selected = stages.length === 0 ? exactly(found.graph, []) : await selectNodes(source, select)
  return executeWatched(found, "build", { ...options, ...select, selected, staging }, watch)
}
