import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { LuxError } from "../../errors.ts"
import { passingPrefix } from "../../lake/batch-files.ts"
import { isRemote } from "../../lake/file-store.ts"
import { roleOf } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import { fileLiteral } from "../../sql/identifier.ts"
import type { Unloading } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { ProjectWarehouse } from "../lake/lake-services.ts"
import { unload } from "./export-rows.ts"
import { cursorToParquet } from "./read-by-cursor.ts"

/**
 * Lets `work` read a query's rows in the engine next to the warehouse, as files that are gone afterwards. `from` stands behind
 * `from` of a query. Throws LUX-2673 where the warehouse has no place to write them to.
 */
export async function withUnloadedRows<T>(
  session: Session,
  warehouse: ProjectWarehouse,
  project: Project,
  sql: string,
  work: (engine: Session, from: string) => Promise<T>,
): Promise<T> {
  const { statements, lakeServices } = warehouse
  const read = (files: readonly string[]): Promise<T> =>
    lakeServices.engine.use((engine) => work(engine, `read_parquet([${files.map(fileLiteral).join(", ")}])`))
  if (statements.unloading !== undefined)
    return unloaded(session, statements.unloading, warehouse, project, sql, read)
  const folder = await mkdtemp(join(tmpdir(), "lux-rows-"))
  try {
    const file = join(folder, "rows.parquet")
    await cursorToParquet(session, sql, file, lakeServices.engine)
    return await read([file])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function unloaded<T>(
  session: Session,
  unloading: Unloading,
  { lakeServices }: ProjectWarehouse,
  { target }: Project,
  sql: string,
  read: (files: readonly string[]) => Promise<T>,
): Promise<T> {
  if (!isRemote(target.batches))
    throw new LuxError("LUX-2673", `target "${target.name}" has no place that its rows could pass through`, {
      place: target.place,
      hint: "Set batches: s3://bucket/prefix, where iam_role may write.",
    })
  const { folder, name } = passingPrefix(target.batches, "profile")
  const role = roleOf(target)
  const store = await lakeServices.stores.of(folder)
  const options = {
    format: "parquet",
    role,
    region: target.s3.region,
    overwrite: false,
    manifest: false,
  } as const
  const to = `${folder}/${name}`
  try {
    await unload(session, unloading, unloading.unload({ ...options, sql, to }), to)
    const files = await store.find(folder, [`${name}*`])
    return await read(await Promise.all(files.map(lakeServices.stores.local)))
  } finally {
    for (const { path } of await store.find(folder, [`${name}*`])) await store.remove(path)
  }
}
