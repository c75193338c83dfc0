/** Engines of stage models do what such an engine has to do. */
import { mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, onTestFinished } from "vitest"
import { luxFile } from "./lux-process.testkit.ts"
import { networkProject } from "./redshift/network-project.testkit.ts"
import { killAt, type SharedSpark, shareSpark } from "./shared-spark.testkit.ts"
import { needingSpark } from "./spark-session.testkit.ts"
import { type StageProject, stageEngineContract } from "./stage-engine-contract.testkit.ts"
import { bundleWithToyEngine } from "./toy-stage-engine-bundle.testkit.ts"

/** On a database file, whose batches are in a folder. */
function projectHere(files: Readonly<Record<string, string>>): StageProject {
  return projectOf("duckdb", "", files)
}

function projectOf(dialect: string, more: string, files: Readonly<Record<string, string>>): StageProject {
  const target = `{type: duckdb, path: test.duckdb, batches: batches${more}}`
  const project = networkProject(`dialect: ${dialect}\ntargets: {prod: ${target}}\n`, files)
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

needingSpark.describe("on this machine", () => {
  let spark: SharedSpark
  beforeAll(async () => {
    spark = await shareSpark()
  })
  afterAll(() => spark.stop())

  stageEngineContract(
    "Spark",
    () => ({
      luxFile,
      projectOf: (files) =>
        projectOf("redshift", `, spark: {run_on: local, cores: 2, python: '${spark.python}'}`, files),
      filesOfTwo: 1,
    }),
    {
      "reads files": { [killAt]: ": reading 2 files" },
      "runs its query": { [killAt]: ": running its query" },
      "writes the batch": { [killAt]: ": writing 3 rows" },
      "has written the batch": { [killAt]: '"done"' },
    },
  )
})
