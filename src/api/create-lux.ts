import { randomUUID } from "node:crypto"
import { resolve } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { type LuxError, LuxErrors } from "../errors.ts"
import { exactly } from "../graph/exactly.ts"
import { graphWarnings } from "../graph/graph-warnings.ts"
import type { SelectOptions } from "../graph/select.ts"
import type { Graph } from "../graph/types.ts"
import { findRoot } from "../project/files/find-root.ts"
import { isRelational } from "../project/resource-kinds.ts"
import type { Resource } from "../project/types.ts"
import { compilerFor, deferFor, deferredNow, openedStates } from "./commands/command-compiler.ts"
import { executeWatched } from "./commands/execute-watched.ts"
import { qualityMethods } from "./commands/quality-methods.ts"
import { readSelectors, type SelectFrom, selectNodes } from "./commands/select-nodes.ts"
import { startRun } from "./lux-run.ts"
import { manifestHolds } from "./read/manifest-holds.ts"
import { createProjectReader, type ProjectOutline } from "./read/read-project.ts"
import type { Lux, LuxOptions, LuxRun, RunCommand, RunOptions, SelectionOptions } from "./types.ts"
import { warningRules } from "./warning-rules.ts"

/**
 * Opens a project for one or more commands. Nothing is read before the first call; what a call does not need (the
 * warehouse, its driver) is not loaded.
 */
export function createLux(options: LuxOptions = {}): Lux {
  const warnings: LuxError[] = []
  const rules = warningRules(options.warnErrorOptions)
  const projectDir = resolve(options.projectDir ?? ".")
  const opened = { projectDir: options.projectDir }
  const readOptions = { ...options, projectDir, opened, env: options.env ?? process.env }
  const reader = createProjectReader(readOptions)
  const cache = options.cache !== false
  let warned = false
  /** Keeps warnings that are told; throws those that are errors by the options. */
  const keep = (found: readonly LuxError[]): void => {
    const errors = found.filter(({ code }) => rules(code) === "error")
    const [only] = errors
    if (only !== undefined) throw errors.length === 1 ? only : new LuxErrors(errors)
    warnings.push(...found.filter(({ code }) => rules(code) === "warn"))
  }
  const warn = (found: readonly LuxError[]): void => {
    if (!warned) keep(found)
    warned = true
  }
  const outline = async (): Promise<ProjectOutline> => {
    const found = await reader.outline()
    warn([...found.warnings, ...graphWarnings(found.graph, new Date())])
    return found
  }
  const whole = async (): Promise<ReadProject> => {
    const found = await reader.whole()
    warn([...found.project.warnings, ...graphWarnings(found.graph, new Date())])
    return found
  }

  const execute = (command: RunCommand, runOptions: RunOptions = {}): LuxRun =>
    startRun(async (emit) => {
      const found = await whole()
      const { only } = runOptions
      const source = await from(found.project.name, found.graph, runOptions)
      const deferTo = await deferFor(runOptions, source.state)
      if (deferTo !== undefined && source.state !== undefined)
        keep((await openedStates()).overwrittenState(source.state, found.project.targetPath))
      const selected = only === undefined ? await selectNodes(source, runOptions) : exactly(found.graph, only)
      return executeWatched(
        found,
        command,
        { ...runOptions, selected, deferTo },
        { rules, emit, reselect: selecting(source), lux: readOptions },
      )
    })
  /** For the commands that hints name. */
  const selecting = (source: SelectFrom) => async (selection: SelectOptions) =>
    (await selectNodes(source, selection)).ids

  return {
    warnings,
    root: () => findRoot(projectDir),
    execute,
    build: (runOptions) => execute("build", runOptions),
    run: (runOptions) => execute("run", runOptions),
    test: (runOptions) => execute("test", runOptions),
    seed: (runOptions) => execute("seed", runOptions),
    snapshot: (runOptions) => execute("snapshot", runOptions),
    clone: (cloneOptions) =>
      startRun(async (emit) => {
        const found = await whole()
        const source = await from(found.project.name, found.graph, cloneOptions)
        const selected = await selectNodes(source, cloneOptions)
        const { cloneState } = await import("./commands/clone-state.ts")
        return cloneState(
          found,
          { ...cloneOptions, selected, from: source.state },
          { rules, emit, lux: readOptions },
        )
      }),
    async parse({ writeJson = false } = {}) {
      const { name, graph, record } = await outline()
      if (writeJson && !manifestHolds(record?.path, findRoot(projectDir)))
        await leaveManifest(await whole(), new Map())
      await readSelectors(await from(name, graph))
      return { project: name, counts: countsOf(graph), warnings }
    },
    async list(selection = {}) {
      const { name, graph, relations } = await outline()
      const found = await from(name, graph, selection)
      const resources = await selectedOf(found, selection)
      const { listNodes } = await import("./commands/listed-node.ts")
      return listNodes({ ...found, relations: await relations() }, resources, selection)
    },
    async compile(options = {}) {
      const root = findRoot(projectDir)
      const { answerOf, isEverything } = await import("./read/compile-record.ts")
      const everything = isEverything(root, options)
      const recorded = reader.recorded()
      if (recorded === "edited") (await import("../analysis/analysis-pool.ts")).startThreadAhead()
      const { record } = everything && recorded === "same" ? await outline() : {}
      const before = record && answerOf(root, record)
      if (before !== undefined) return before
      const found = await whole()
      const source = await from(found.project.name, found.graph, options)
      const selected = await selectedOf(source, options)
      const deferred = await deferredNow(found, source, options, selected)
      const { compileProject } = await import("./commands/compile-project.ts")
      const { compiled, warnings: likely } = await compileProject(
        found,
        await compilerFor(found, cache, deferred),
        selected,
        everything,
      )
      keep(likely)
      return compiled
    },
    async lineage(column) {
      const found = await whole()
      const { lineageOf } = await import("./commands/lineage-of.ts")
      return lineageOf(found, (await compilerFor(found, cache)).knowledge, column)
    },
    ...qualityMethods(async () => (await whole()).project),
    async compileInline(sql, options = {}) {
      const found = await whole()
      const deferred = await deferredNow(found, await from(found.project.name, found.graph, options), options)
      const { compiler } = await compilerFor(found, cache, deferred)
      return { uniqueId: "inline", name: "inline_query", sql: compiler.inline(sql).sql, path: "" }
    },
    retry: (retryOptions = {}) =>
      startRun(async (emit) => {
        const { nothingToRetry, prepareRetry } = await import("./commands/retry.ts")
        const { onEvent } = retryOptions
        const retry = await prepareRetry(readOptions, retryOptions)
        const { found, command, run, lux, built } = retry
        if (run.only.length > 0) {
          const reads = command === "clone" || run.defer === true
          const source = await from(found.project.name, found.graph, reads ? run : {})
          const { state } = source
          const selected = exactly(found.graph, run.only)
          if (command === "clone") {
            const { cloneState } = await import("./commands/clone-state.ts")
            return cloneState(found, { ...run, selected, from: state }, { rules, emit, lux })
          }
          const deferTo = await deferFor(run, state, built)
          return executeWatched(
            found,
            command,
            { ...run, selected, deferTo },
            { rules, emit, reselect: selecting(source), lux },
          )
        }
        return nothingToRetry(retry, (event) => {
          emit(event)
          onEvent?.(event)
        })
      }),
    async sourceFreshness(freshnessOptions = {}) {
      const found = await whole()
      const selected = await selectedOf(await from(found.project.name, found.graph), freshnessOptions)
      const { checkFreshness } = await import("./commands/check-freshness.ts")
      const ids = selected.map(({ uniqueId }) => uniqueId)
      const { run, warnings: notWritten } = await checkFreshness(found, ids, freshnessOptions)
      if (freshnessOptions.output === undefined) keep(notWritten)
      else {
        const { assertWritten } = await import("./edit-yaml/assert-written.ts")
        assertWritten(notWritten, "--output")
      }
      return run
    },
    async runOperation(operation) {
      const { runOperation } = await import("../run/commands/run-operation.ts")
      return runOperation(await whole(), {
        ...operation,
        dryRun: operation.dryRun ?? false,
        transaction: operation.transaction ?? true,
        lockTimeoutSeconds: operation.lockTimeoutSeconds ?? 10,
        signal: operation.signal,
        onStatement: operation.onStatement ?? (() => undefined),
      })
    },
    async generateDocs(docsOptions = {}) {
      const [{ compileSelected }, { generateDocs }] = await Promise.all([
        import("./commands/compile-selected.ts"),
        import("./commands/generate-docs.ts"),
      ])
      const found = await whole()
      const { compiler, knowledge, invocation } = await compilerFor(found, cache)
      const { compiled, warnings: likely } = await compileSelected(
        found,
        { compiler, knowledge },
        found.project.resources,
      )
      const done = {
        invocation: { id: invocation.id, startedAt: new Date(invocation.startedAt) },
        compiled: new Map(compiled.map(({ uniqueId, sql }) => [uniqueId, sql])),
      }
      keep(likely)
      return generateDocs(found, compiler, done, docsOptions)
    },
    async export(exportOptions) {
      const { exportRows } = await import("../run/commands/export.ts")
      const found = await whole()
      const selected = await selectedOf(
        await from(found.project.name, found.graph, exportOptions),
        exportOptions,
      )
      return exportRows(found, {
        ...exportOptions,
        selected: selected.map(({ uniqueId }) => uniqueId),
        format: exportOptions.format ?? "parquet",
        overwrite: exportOptions.overwrite ?? false,
        manifest: exportOptions.manifest ?? false,
        lockTimeoutSeconds: exportOptions.lockTimeoutSeconds ?? 10,
        signal: exportOptions.signal,
        onExported: exportOptions.onExported ?? (() => undefined),
      })
    },
    async show(showOptions) {
      const { show } = await import("../run/commands/show.ts")
      const found = await whole()
      const source = await from(found.project.name, found.graph, showOptions)
      const { state } = source
      const { node, inline, limit = 5, lockTimeoutSeconds, signal } = showOptions
      return show(found, {
        node,
        inline,
        select: selecting(source),
        limit,
        lockTimeoutSeconds,
        signal,
        defer: await deferFor(showOptions, state),
      })
    },
    async createUnitTest(createOptions) {
      const { createUnitTest } = await import("./commands/create-unit-test.ts")
      return createUnitTest(await whole(), createOptions)
    },
    async profile(profileOptions) {
      const { profile } = await import("./commands/profile.ts")
      const found = await whole()
      const result = await profile(found, profileOptions, (warning) => keep([warning]))
      const resource = found.project.resources
        .filter(isRelational)
        .find((each) => each.uniqueId === result.uniqueId)
      if (profileOptions.write !== true || resource === undefined) return result
      const { writeSuggestions } = await import("./commands/write-suggestions.ts")
      const again = (): Promise<unknown> => createProjectReader(readOptions).whole()
      return {
        ...result,
        written: await writeSuggestions(found.project, resource, result.suggestions, again),
      }
    },
    async debug() {
      const { debugProject } = await import("./commands/debug-project.ts")
      return debugProject(async () => (await whole()).project)
    },
    async names() {
      const { completionFiles, completionNodes, writtenNames } = await import(
        "./commands/completion-nodes.ts"
      )
      const root = findRoot(projectDir)
      const nodes = await reader.outline().then(
        ({ graph }) => completionNodes(graph),
        () => completionFiles(root),
      )
      return { ...nodes, ...(await writtenNames(root)) }
    },
    async deps(depsOptions) {
      const { installPackages } = await import("./packages/install-packages.ts")
      return installPackages(readOptions, depsOptions)
    },
    async clean() {
      const { clean } = await import("./commands/clean.ts")
      return clean((await whole()).project)
    },
  }

  async function leaveManifest(found: ReadProject, compiled: ReadonlyMap<string, string>): Promise<void> {
    const [{ assertWritten }, { writeArtifacts }] = await Promise.all([
      import("./edit-yaml/assert-written.ts"),
      import("./commands/write-artifacts.ts"),
    ])
    const invocation = { id: randomUUID(), startedAt: new Date() }
    assertWritten(await writeArtifacts(found, { invocation, compiled }))
  }

  async function selectedOf(found: SelectFrom, selection: SelectionOptions): Promise<readonly Resource[]> {
    const selected = await selectNodes(found, selection)
    keep(selected.warnings)
    return selected.ids.flatMap((id) => found.graph.nodes.get(id)?.resource ?? [])
  }

  async function from(name: string, graph: Graph, { state }: SelectionOptions = {}): Promise<SelectFrom> {
    const root = findRoot(projectDir)
    return {
      root,
      name,
      graph,
      whole: () => reader.whole(),
      state: state === undefined ? undefined : (await openedStates()).openState(state, root),
    }
  }
}

function countsOf(graph: Graph): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { resource } of graph.nodes.values()) counts[resource.type] = (counts[resource.type] ?? 0) + 1
  return counts
}
