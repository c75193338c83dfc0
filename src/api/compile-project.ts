import { join } from "node:path"
import type { Knowledge, ReadProject } from "../analysis/knowledge.ts"
import type { Compiler } from "../compile/compiler.ts"
import type { Invocation } from "../compile/render-context.ts"
import type { Resource } from "../project/types.ts"
import { fileBytes } from "../record/file-bytes.ts"
import { assertWritten } from "./assert-written.ts"
import { openCompileRecord, saveCompileRecord } from "./compile-record.ts"
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
  const done = await compileSelected(found, tools, selected, before)
  const { id, startedAt } = tools.invocation
  const { layout, warnings } = writeGraphs(
    found,
    {
      invocation: { id, startedAt: new Date(startedAt) },
      compiled: new Map(done.fresh.map(({ uniqueId, sql }) => [uniqueId, sql])),
    },
    before && { ...done, bytes: manifestOf(found), layout: before.manifest },
  )
  assertWritten(warnings)
  if (everything && done.warnings.length === 0 && !tellsItsCommand(done, tools.invocation))
    saveCompileRecord(found, done.compiled, { ...done, manifest: layout, before })
  return done
}

function manifestOf({ project }: ReadProject): Uint8Array {
  return fileBytes(join(project.targetPath, "manifest.json"))
}

/** Whether any SQL tells which command made it: another command makes it again. */
function tellsItsCommand({ fresh }: Compiled, { id, startedAt }: Invocation): boolean {
  return fresh.some(({ sql }) => sql.includes(id) || sql.includes(startedAt))
}
