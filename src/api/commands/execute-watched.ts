import type { Selected } from "../../graph/select.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { OnEvent, RunEvent } from "../../run/events.ts"
import type { StagingChoice } from "../../run/lake/staging-choice.ts"
import type { Asked, AskedSelection } from "../../run/next-commands.ts"
import type { RunResult } from "../../run/results.ts"
import type { Defer } from "../../run/session/defer.ts"
import { hasTelemetry, isObserved } from "../observe/is-observed.ts"
import type { RunsBefore } from "../run-args.ts"
import type { LuxOptions, RunCommand, RunOptions } from "../types.ts"
import type { WarningVerdict } from "../warning-rules.ts"

export interface Watch {
  readonly rules: (code: string) => WarningVerdict
  readonly emit: OnEvent
  readonly reselect: Asked["select"]
  /** How the project was opened: kept with the results. */
  readonly lux: Pick<LuxOptions, "vars" | "targetPath">
}

/**
 * Executes a command under the rules for warnings: one that is an error ends the command before anything is touched, and
 * is marked in its event once something has run. A watcher that throws ends the run in order, and its error rejects.
 */
export async function executeWatched(
  found: ReadProject,
  command: RunCommand,
  options: RunOptions & {
    readonly selected: Selected
    readonly deferTo?: Defer | undefined
    readonly staging?: StagingChoice | undefined
    readonly before?: RunsBefore | undefined
  },
  { rules, emit, reselect, lux }: Watch,
): Promise<RunResult> {
  const { execute } = await import("../../run/run.ts")
  const watcher = new AbortController()
  let broken: { readonly error: unknown } | undefined
  let started = false
  const { project } = found
  const isRun = options.dryRun !== true
  const lineage =
    isRun && isObserved(project.env)
      ? (await import("../observe/lineage-observer.ts")).lineageObserver(found, command)
      : undefined
  const telemetry =
    isRun && hasTelemetry(project.env)
      ? (await import("../observe/telemetry-observer.ts")).telemetryObserver(project, command)
      : undefined
  const observers = [lineage, telemetry].filter((each) => each !== undefined)
  const tell = (event: RunEvent): void => {
    emit(event)
    try {
      options.onEvent?.(event)
    } catch (error) {
      broken ??= { error }
      watcher.abort()
    }
  }
  const result = await execute(found, command, {
    selected: options.selected,
    selection: selectionText(options),
    asked: askedOf(options, reselect),
    defer: options.deferTo,
    threads: options.threads ?? found.project.target.threads,
    fullRefresh: options.fullRefresh ?? false,
    staging: options.staging,
    empty: options.empty ?? false,
    failFast: options.failFast ?? false,
    auditFirst: options.auditFirst ?? true,
    dryRun: options.dryRun ?? false,
    showCost: options.showCost ?? false,
    leaseTimeoutSeconds: options.leaseTimeoutSeconds ?? 1800,
    lockTimeoutSeconds: options.lockTimeoutSeconds ?? 10,
    signal: options.signal === undefined ? watcher.signal : AbortSignal.any([options.signal, watcher.signal]),
    onDone: async (done, items, executed) => {
      const [{ writeRunArtifacts }, { runArgs }] = await Promise.all([
        import("./write-artifacts.ts"),
        import("../run-args.ts"),
      ])
      const args = runArgs(command, options, lux, found.project, done.nodes)
      return writeRunArtifacts(found, { result: done, items, executed, args }, options.task)
    },
    onStatement: telemetry && ((statement) => telemetry.onStatement(statement)),
    onEvent: (event) => {
      started ||= event.type === "run-started"
      const judged = judge(event)
      if (judged === undefined) return
      for (const observer of observers) observer.onEvent(judged)
      tell(judged)
    },
  }).catch(async (error: unknown) => {
    await observed(undefined)
    throw error
  })
  await observed(result)
  if (broken !== undefined) throw broken.error
  return result

  /** Tells what receivers did not get. */
  async function observed(outcome: RunResult | undefined): Promise<void> {
    const found = await Promise.all(observers.map((observer) => observer.finish(outcome)))
    for (const error of found.flat()) {
      const judged = judge({ type: "warning", error })
      if (judged !== undefined) tell(judged)
    }
  }

  /** The event as the rules have it; undefined where it is not told. */
  function judge(event: RunEvent): RunEvent | undefined {
    if (event.type !== "warning") return event
    const verdict = rules(event.error.code)
    if (verdict === "silent") return undefined
    if (verdict === "error" && !started) throw event.error
    return verdict === "error" ? { ...event, isError: true } : event
  }
}

/** What the run's own selection means is known: only others are parsed for hints. */
function askedOf(options: RunOptions & { readonly selected: Selected }, reselect: Asked["select"]): Asked {
  if (options.only !== undefined) return { selection: undefined, select: reselect }
  const own = askedSelection(options)
  return {
    selection: own,
    select: async (other) => (other === own ? options.selected.ids : reselect(other)),
  }
}

function askedSelection(options: RunOptions): AskedSelection {
  const { select, exclude, selector, indirectSelection, resourceTypes, excludeResourceTypes, state } = options
  return { select, exclude, selector, indirectSelection, resourceTypes, excludeResourceTypes, state }
}

/** The selection as flags. */
function selectionText(options: RunOptions): string | undefined {
  const { select = [], exclude = [], selector, indirectSelection, resourceTypes = [] } = options
  const parts = [
    ...select.map((text) => `--select ${text}`),
    ...exclude.map((text) => `--exclude ${text}`),
    ...(selector === undefined ? [] : [`--selector ${selector}`]),
    ...(indirectSelection === undefined ? [] : [`--indirect-selection ${indirectSelection}`]),
    ...resourceTypes.map((type) => `--resource-type ${type}`),
    ...(options.excludeResourceTypes ?? []).map((type) => `--exclude-resource-type ${type}`),
  ]
  return parts.length === 0 ? undefined : parts.join(" ")
}
