import { basename } from "node:path"
import { LuxError } from "../../errors.ts"
import { forgetFiles, ledgerOf, type RawFileRow, recordFiles } from "../../lake/ledger.ts"
import { didYouMean } from "../../nearest.ts"
import { isStage } from "../../project/materialized.ts"
import type { Model, Project } from "../../project/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { type LakeLook, withLake } from "./with-lake.ts"

/** A raw file that is in no batch, and the stage that it is of. */
export interface AsideFile {
  readonly stage: Model
  readonly row: RawFileRow
}

/** The files of these names or paths that are set aside or were given up. Throws LUX-3255 for one that is not. */
export function asideFiles(look: LakeLook, given: readonly string[]): Promise<readonly AsideFile[]> {
  return withLake(look, async ({ lake }) => found(look.read.project, given, (stage) => lake.aside(stage)))
}

/**
 * Gives files up: no run stages them, unless they are accepted or have another content. What failed with them is new again for
 * the next run. Throws LUX-3255.
 */
export function dropFiles(look: LakeLook, given: readonly string[]): Promise<readonly AsideFile[]> {
  return withLake(look, async ({ session, lake }) => {
    const { project } = look.read
    const files = found(project, given, (stage) => lake.aside(stage))
    const rows = files.map(({ row }): RawFileRow => ({ ...row, state: "dropped" }))
    await recordDropped(session, project, rows, files, (stage) => lake.aside(stage))
    return files
  })
}

async function recordDropped(
  session: Session,
  project: Project,
  rows: readonly RawFileRow[],
  files: readonly AsideFile[],
  asideOf: (stage: Model) => readonly RawFileRow[],
): Promise<void> {
  const names = new Set(rows.map((row) => `${row.stage} ${row.file_name}`))
  const batches = new Set(rows.map((row) => `${row.stage} ${row.batch_id}`))
  const others = [...new Set(files.map(({ stage }) => stage))]
    .flatMap(asideOf)
    .filter(
      (row) =>
        row.state === "failed" &&
        batches.has(`${row.stage} ${row.batch_id}`) &&
        !names.has(`${row.stage} ${row.file_name}`),
    )
  await session.transaction(async () => {
    const db = ledgerOf(session, project.target)
    await recordFiles(db, rows, rows)
    await forgetFiles(db, others)
  })
}

function found(
  { resources }: Project,
  given: readonly string[],
  asideOf: (stage: Model) => readonly RawFileRow[],
): readonly AsideFile[] {
  const all = resources.filter(isStage).flatMap((stage) => asideOf(stage).map((row) => ({ stage, row })))
  return given.flatMap((file) => {
    const own = all.filter(({ row }) => row.path === file || row.file_name === basename(file))
    if (own.length > 0) return own
    const names = all.map(({ row }) => row.file_name)
    throw new LuxError("LUX-3255", `no file "${file}" is set aside`, {
      hint:
        didYouMean(basename(file), names) ??
        (names.length === 0 ? "No file is: no batch failed." : `There are: ${names.slice(0, 5).join(", ")}.`),
    })
  })
}
