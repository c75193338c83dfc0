/** Engines of stage models do what such an engine has to do. */
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { describe, onTestFinished } from "vitest"
import { luxFile } from "./lux-process.testkit.ts"
import { networkProject } from "./redshift/network-project.testkit.ts"
import { type StageProject, stageEngineContract } from "./stage-engine-contract.testkit.ts"
import { bundleWithToyEngine } from "./toy-stage-engine-bundle.testkit.ts"

/** On a database file, whose batches are in a folder. */
function projectHere(files: Readonly<Record<string, string>>): StageProject {
  const target = "{type: duckdb, path: test.duckdb, batches: batches}"
  const project = networkProject(`dialect: duckdb\ntargets: {prod: ${target}}\n`, files)
  onTestFinished(() => project.remove())
  const inStage = (stage: string, ...names: readonly string[]) =>
    join(project.folder, "batches", stage, ...names)
  return {
    ...project,
    ledger: "_lux",
    async batchFiles(stage) {
      mkdirSync(inStage(stage), { recursive: true })
      return readdirSync(inStage(stage)).sort()
    },
    removeBatchFile: async (stage, name) => rmSync(inStage(stage, name)),
  }
}

stageEngineContract("the embedded engine", () => ({
  luxFile,
  projectOf: projectHere,
  filesOfTwo: 1,
}))

describe("an engine more", () => {
  const bundle = bundleWithToyEngine()
  stageEngineContract("a toy", () => ({
    luxFile: bundle.luxFile(),
    projectOf: projectHere,
    filesOfTwo: 2,
    expects: "no null, says the toy",
  }))
})
