import { templateNear } from "../project/config/rendered-values.ts"
import type { SourceTable } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { CompiledSql } from "./compiled.ts"
import { columnOrSql, distinctInputs, distinctResources, newReads } from "./reads.ts"
import type { Rendering } from "./rendering.ts"

/** When a source's rows were loaded last, as one value; undefined where it does not say what tells that. */
export function compileLoadedAt(rendering: Rendering, source: SourceTable): CompiledSql | undefined {
  const { loadedAt, freshness } = source
  if (loadedAt === undefined) return undefined
  const reads = newReads()
  const around = { overrides: new Map<string, Relation>(), owner: source }
  const self = rendering.referTo(source, around, reads)
  const { file, line } = loadedAt.place
  const filter = freshness?.filter === undefined ? "" : `\nwhere ${freshness.filter}`
  const text =
    loadedAt.kind === "query"
      ? loadedAt.sql
      : `select max(${columnOrSql(loadedAt.sql)}) as max_loaded_at\nfrom {{self}}${filter}`
  const compiled = rendering.compile(templateNear(file, line, text), { ...around, self })
  return {
    ...compiled,
    inputs: distinctInputs([...compiled.inputs, ...reads.inputs.values()]),
    reads: distinctResources([...compiled.reads, ...reads.stored.values()]),
  }
}
