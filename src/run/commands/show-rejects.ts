import { LuxError } from "../../errors.ts"
import { rejectsName } from "../../lake/batch-files.ts"
import { pathIn } from "../../lake/file-store.ts"
import type { Reject } from "../../lake/records/rejects.ts"
import { didYouMean } from "../../nearest.ts"
import { isStage } from "../../project/materialized.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { Model, Project } from "../../project/types.ts"
import type { LedgerSession } from "../lake/ledger-session.ts"
import { readRejects } from "../lake/read-rejects.ts"
import type { Shown } from "./show.ts"
import { type LakeLook, withLake } from "./with-lake.ts"

const columns = [
  { name: "file", type: "varchar" },
  { name: "record", type: "bigint" },
  { name: "reason", type: "varchar" },
  { name: "field", type: "varchar" },
  { name: "message", type: "varchar" },
  { name: "raw", type: "varchar" },
]

/** The rejects of a stage, those of batches that failed too; `limit` at most, negative for all. Throws LUX-2301, LUX-3256. */
export function showRejects(look: LakeLook, name: string, limit: number): Promise<Shown> {
  const { project } = look.read
  const stage = stageNamed(project, name)
  return withLake(look, async ({ lake }) => {
    const rows: Reject[] = []
    for await (const reject of rejectsOf(stage, lake)) {
      if (limit >= 0 && rows.length >= limit) break
      rows.push(reject)
    }
    const shown = rows.map((row): Record<string, unknown> => ({ ...row }))
    return { node: stage.name, warehouse: targetPlace(project.target), columns, rows: shown }
  })
}

async function* rejectsOf(stage: Model, lake: LedgerSession): AsyncGenerator<Reject> {
  const folder = lake.folder(stage)
  for (const { rejects } of lake.batches(stage, undefined))
    if (rejects !== null) yield* readRejects(lake.stores, pathIn(folder, stage.name, rejects))
  const store = await lake.stores.of(folder)
  const failed = lake.aside(stage).filter(({ state }) => state === "failed")
  for (const id of new Set(failed.map(({ batch_id }) => batch_id))) {
    const path = pathIn(folder, stage.name, rejectsName(`${id}.rejected.parquet`))
    if ((await store.stat(path)) !== undefined) yield* readRejects(lake.stores, path)
  }
}

function stageNamed({ resources }: Project, name: string): Model {
  const stages = resources.filter(isStage)
  const stage = stages.find((each) => each.name === name || each.uniqueId === name)
  if (stage !== undefined) return stage
  throw new LuxError("LUX-2301", `there is no stage model "${name}" to show rejects of`, {
    hint:
      didYouMean(
        name,
        stages.map((each) => each.name),
      ) ?? "`lux ls --select config.materialized:stage` lists the stage models.",
  })
}
