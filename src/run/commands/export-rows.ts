import { LuxError } from "../../errors.ts"
import { isRemote } from "../../lake/file-store.ts"
import { roleOf } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { FileFormat, Unloading } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { ProjectWarehouse } from "../lake/lake-services.ts"
import { cursorToParquet, cursorToText } from "./read-by-cursor.ts"

/** Writes a relation's rows to a path, and gives how many there were. */
type WriteRows = (session: Session, relation: Relation, path: string) => Promise<number>

interface RowsWriterOptions {
  readonly format: FileFormat
  readonly overwrite: boolean
  readonly manifest: boolean
}

/** As the warehouse can: it writes files itself, or its rows are read and written here, some thousand at a time. */
export function rowsWriterFor(
  { statements, lakeServices }: ProjectWarehouse,
  { target }: Project,
  options: RowsWriterOptions,
): WriteRows {
  const { format } = options
  const { embedded, unloading } = statements
  const all = (relation: Relation): string => `select *\nfrom ${relation}`
  if (unloading !== undefined) {
    const role = roleOf(target)
    const into = { ...options, role, region: target.s3.region }
    return (session, to, path) =>
      unload(session, unloading, unloading.unload({ ...into, sql: all(to), to: path }), path)
  }
  if (options.manifest)
    throw new LuxError("LUX-2670", `${target.type} writes no manifest`, {
      hint: "Leave --manifest out: it writes one file of each relation, and prints where.",
    })
  const making = async (path: string, make: (local: string) => Promise<number>): Promise<number> => {
    const store = await lakeServices.stores.of(path)
    if (isRemote(path)) return store.make(path, make)
    // Under its name a file is whole.
    const beside = `${path}.lux_export`
    try {
      const rows = await store.make(beside, make)
      await store.move(beside, path)
      return rows
    } finally {
      await store.remove(beside)
    }
  }
  if (embedded !== undefined)
    return (session, relation, path) =>
      making(
        path,
        async (local) => (await session.run(embedded.copyTo(all(relation), local, format))).rows ?? 0,
      )
  return (session, relation, path) =>
    making(path, (local) =>
      format === "parquet"
        ? cursorToParquet(session, all(relation), local, lakeServices.engine)
        : cursorToText(session, all(relation), local, format),
    )
}

/** Throws LUX-2671 where something is there. */
export async function unload(
  session: Session,
  unloading: Unloading,
  sql: string,
  path: string,
): Promise<number> {
  try {
    const { rows } = await session.runReading([sql, unloading.unloadedQuery], 1)
    return Number(rows[0]?.["n"] ?? 0)
  } catch (error) {
    if (!(error instanceof Error) || !unloading.isTaken(error)) throw error
    throw new LuxError("LUX-2671", `there are files under ${path} already`, {
      hint: "Export to another place, or remove what is there with --overwrite.",
      cause: error,
    })
  }
}
