/** For tests: the graph of a small project in a temporary folder. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { loadProject } from "../project/load-project.ts"
import { parseMacroFile } from "../template/macro-file.ts"
import { buildGraph } from "./build-graph.ts"
import type { Graph } from "./types.ts"

const tests = parseMacroFile({
  path: "tests.sql",
  text: `{{#test "unique" "model" "column_name"}}select 1{{/test}}
{{#test "relationships" "model" "column_name" "to" "field"}}select 1 from {{to}}{{/test}}`,
}).tests

export interface LoadedGraph {
  readonly graph: Graph
  readonly remove: () => void
}

/** Writes the files, loads them as project `p` and builds its graph. Throws what these throw. */
export async function loadGraph(files: Readonly<Record<string, string>>): Promise<LoadedGraph> {
  const folder = mkdtempSync(join(tmpdir(), "lux-graph-"))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  const all = {
    "lux_project.yml": "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
    ...files,
  }
  try {
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    const builtInTests = new Map(tests.map((test) => [test.name, test]))
    const project = await loadProject({ projectDir: folder, env: {}, builtInTests })
    return { graph: buildGraph(project, () => ({ calls: [], problems: [], warnings: [] })), remove }
  } catch (error) {
    remove()
    throw error
  }
}
