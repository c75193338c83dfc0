import { join } from "node:path"
import { qualityMethods } from "./commands/quality-methods.ts"
import { startRun } from "./lux-run.ts"
import { OpenProject, readOptionsOf } from "./open-project.ts"
import type { Lux, LuxOptions, LuxRun, RunCommand, RunOptions } from "./types.ts"

/**
 * Opens a project for one or more commands. Nothing is read before the first call; what a call does not need (other
 * commands, the warehouse, its driver) is not loaded.
 */
export function createLux(options: LuxOptions = {}): Lux {
  const open = new OpenProject(readOptionsOf(options))
  const execute = (command: RunCommand, options: RunOptions = {}): LuxRun =>
    startRun(async (emit) => (await import("./commands/execute.ts")).execute(open, command, options, emit))

  return {
    warnings: open.warnings,
    root: () => open.root(),
    execute,
    build: (options) => execute("build", options),
    run: (options) => execute("run", options),
    test: (options) => execute("test", options),
    seed: (options) => execute("seed", options),
    snapshot: (options) => execute("snapshot", options),
    clone: (options) =>
      startRun(async (emit) => (await import("./commands/clone.ts")).clone(open, options, emit)),
    retry: (options = {}) =>
      startRun(async (emit) => (await import("./commands/retry.ts")).retry(open, options, emit)),
    acceptFiles: (options) =>
      startRun(async (emit) => (await import("./commands/lake.ts")).acceptFiles(open, options, emit)),
    dropFiles: async (options) => (await import("./commands/lake.ts")).dropAside(open, options),
    parse: async ({ writeJson = false } = {}) => (await import("./commands/parse.ts")).parse(open, writeJson),
    list: async (options = {}) => (await import("./commands/list.ts")).list(open, options),
    compile: async (options = {}) => (await import("./commands/compile.ts")).compile(open, options),
    compileInline: async (sql, options = {}) =>
      (await import("./commands/compile-inline.ts")).compileInline(open, sql, options),
    lineage: async (column) => (await import("./commands/lineage.ts")).lineage(open, column),
    ...qualityMethods(() => open.whole()),
    sourceFreshness: async (options = {}) =>
      (await import("./commands/source-freshness.ts")).sourceFreshness(open, options),
    runOperation: async (options) => (await import("./commands/operation.ts")).operation(open, options),
    generateDocs: async (options = {}) => (await import("./commands/docs.ts")).docs(open, options),
    serveDocs: async (options = {}) => (await import("./commands/serve-docs.ts")).serveDocs(open, options),
    export: async (options) => (await import("./commands/export.ts")).exportSelected(open, options),
    show: async (options) => (await import("./commands/show.ts")).show(open, options),
    generateLooker: async (options) =>
      (await import("./commands/looker-generate.ts")).generateLooker(open, options),
    orchestrate: async (options) => (await import("./commands/orchestrate.ts")).orchestrate(open, options),
    checkLooker: async (folder) => (await import("./commands/looker-check.ts")).checkLooker(open, folder),
    createUnitTest: async (options) =>
      (await import("./commands/create-unit-test.ts")).createUnitTest(await open.whole(), options),
    profile: async (options) => (await import("./commands/profile.ts")).profile(open, options),
    sparkRuns: async () => (await import("./commands/spark-runs.ts")).sparkRuns((await open.whole()).project),
    stopSparkRuns: async (ids) =>
      (await import("./commands/spark-runs.ts")).stopSparkRuns((await open.whole()).project, ids),
    debug: async (tell) =>
      (await import("./commands/debug-project.ts")).debugProject(
        async () => (await open.whole()).project,
        tell,
      ),
    names: async () => (await import("./commands/names.ts")).names(open),
    deps: async (options) =>
      (await import("./packages/install-packages.ts")).installPackages(open.options, options),
    collect: async (options = {}) => (await import("./collect/collect.ts")).collect(open, options),
    missedTicks: async (options = {}) =>
      (await import("./collect/missed-ticks.ts")).missedTicks(open, options),
    packageFunctions: async ({ names = [], outputDir } = {}) => {
      const { project } = await open.whole()
      const folder = outputDir ?? join(project.targetPath, "lambdas")
      return (await import("./lambdas/package-functions.ts")).packageFunctions(open.root(), folder, names)
    },
    clean: async () => (await import("./commands/clean.ts")).clean((await open.whole()).project),
  }
}
