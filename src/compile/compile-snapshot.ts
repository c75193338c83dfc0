import { LuxError } from "../errors.ts"
import { templateNear } from "../project/config/rendered-values.ts"
import { isStage } from "../project/materialized.ts"
import type { Snapshot } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { CompiledSnapshot } from "./compiled.ts"
import { newReads } from "./reads.ts"
import type { Rendering } from "./rendering.ts"

/** All rows that a snapshot keeps versions of. Throws LUX-1407 for what it cannot be taken of. */
export function compileSnapshot(
  rendering: Rendering,
  snapshot: Snapshot,
  { empty }: { readonly empty?: boolean } = {},
): CompiledSnapshot {
  const reads = newReads(empty)
  const read = rendering.resourceNamed(snapshot.relation)
  if (isStage(read))
    throw new LuxError("LUX-1407", `snapshot "${snapshot.name}" reads stage model "${read.name}"`, {
      place: snapshot.relation.place,
      hint: "A stage has batches, not the rows that hold now: snapshot the table that takes them in.",
    })
  const around = { owner: snapshot, overrides: new Map<string, Relation>() }
  const relation = rendering.referTo(read, around, reads)
  const sql = `select *\nfrom ${relation}`
  const { place } = snapshot.relation
  const rows = rendering.completed(
    { sql, authored: sql, macros: [], placeAt: () => place, callersAt: () => [] },
    reads,
  )
  const { validToCurrent } = snapshot.config
  if (validToCurrent === undefined) return { ...rows, validToCurrent }
  const { file, line } = snapshot.place
  const current = rendering.compile(templateNear(file, line, `select ${validToCurrent}`), around)
  return { ...rows, validToCurrent: `(${current.sql})`, macros: [...rows.macros, ...current.macros] }
}
