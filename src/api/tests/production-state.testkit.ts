/** For tests: a project whose production is built, with the state that it left. */
import { cpSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { createLux } from "../create-lux.ts"
import type { Lux, RunResult } from "../types.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

/** Production is built in a schema of the same file, or in a file of its own, and its artifacts are kept in `state`. */
export async function withProduction(
  files: Readonly<Record<string, string>>,
  prod: string,
  dialect = "duckdb",
): Promise<TemporaryProject> {
  const project = temporaryProject(
    files,
    `dialect: ${dialect}\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: test.duckdb, schema: dev}\n  prod: {type: duckdb, path: ${prod}, schema: prod}\n`,
  )
  expect((await target(project, "prod").build()).success).toBe(true)
  cpSync(join(project.folder, "target"), join(project.folder, "state"), { recursive: true })
  return project
}

export function target({ folder }: TemporaryProject, name: string): Lux {
  return createLux({ projectDir: folder, target: name, env: {} })
}

/** By the name of the node. */
export function statuses({ nodes }: RunResult): Record<string, string> {
  return Object.fromEntries(nodes.map(({ uniqueId, status }) => [uniqueId.split(".")[2] ?? "", status]))
}
