import { join } from "node:path"
import type { Knowledge } from "../../analysis/knowledge.ts"
import type { Compiler } from "../../compile/compiler.ts"
import type { Invocation } from "../../compile/render-context.ts"
import { luxJsonName } from "../../graph/state/lux-graph.ts"
import type { Resource } from "../../project/types.ts"
import { openCompileRecord, prepareCompileRecord } from "../../record/compile-record.ts"
import { fileBytesMeanwhile } from "../../record/file-bytes.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import { type Compiled, compileSelected } from "./compile-selected.ts"
import { writeGraphs } from "./write-artifacts.ts"

/** Compiles, and leaves the graphs. What compiling `everything` left is kept for the next time. */
export async function compileProject(
  found: ReadProject,
  tools: { readonly compiler: Compiler; readonly knowledge: Knowledge; readonly invocation: Invocation },
  selected: readonly Resource[],
  everything: boolean,
): Promise<Compiled> {
  const before = everything && found.recordId !== undefined ? openCompileRecord(found) : undefined
  const graphs = before && graphsOf(found)
  const done = await compileSelected(found, tools, selected, before)
  const { id, startedAt } = tools.invocation
  const { layout, warnings } = writeGraphs(
    found,
    {
      invocation: { id, startedAt: new Date(startedAt) },
      sql: new Map(done.fresh.map(({ uniqueId, sql }) => [uniqueId, sql])),
    },
    before &&
      graphs && { ...done, layout: before.manifest, manifest: await graphs.manifest, lux: await graphs.lux },
  )
  // What is written by now gets its name meanwhile.
  await new Promise(setImmediate)
  const keeps = everything && done.warnings.length === 0 && !tellsItsCommand(done, tools.invocation)
  const keep =
    keeps && layout !== undefined
      ? prepareCompileRecord(found, done.compiled, { ...done, manifest: layout, before })
      : undefined
  assertWritten(await warnings)
  keep?.()
  return done
}

/** The graphs that are there, read while the project is compiled. */
function graphsOf({ project: { targetPath } }: ReadProject) {
  return {
    manifest: fileBytesMeanwhile(join(targetPath, "manifest.json")),
    lux: fileBytesMeanwhile(join(targetPath, luxJsonName)),
  }
}

/** Whether any SQL tells which command made it: another command makes it again. */
function tellsItsCommand({ fresh }: Compiled, { id, startedAt }: Invocation): boolean {
  return fresh.some(({ sql }) => sql.includes(id) || sql.includes(startedAt))
}
