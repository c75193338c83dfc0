import { rm } from "node:fs/promises"
import { avroToJson } from "../../lake/avro-records.ts"
import { batchFormat } from "../../lake/batch-files.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { EmbeddedStatements, TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"

interface AvroBatches {
  readonly embedded: EmbeddedStatements
  readonly stores: FileStores
  /** What the batches are shown as. */
  readonly relation: Relation
  /** Of the stage's query as it is now: an Avro file has texts instead of times and decimals. */
  readonly columns: () => Promise<readonly TypedColumn[]>
}

/** Paths of batches as Parquet of this machine. One of Avro is read with the types that its columns have now. */
export async function batchesAsParquet(
  session: Session,
  batches: readonly StoredFile[],
  { embedded, stores, relation, columns }: AvroBatches,
): Promise<readonly string[]> {
  const paths: string[] = []
  for (const batch of batches) {
    if (batchFormat(batch.path) !== "avro") {
      paths.push(await stores.local(batch))
      continue
    }
    const types = new Map((await columns()).map(({ name, type }) => [name.toLowerCase(), type]))
    const made = await stores.made(batch, async (local, parquet) => {
      const json = `${parquet}.json`
      try {
        const names = await avroToJson(local, json, batch.path)
        const found = names.map((name) => ({ name, type: types.get(name.toLowerCase()) ?? "varchar" }))
        const view = relation.withSuffix("__avro")
        const files = { format: "json", files: [json], columns: found, collectedAt: undefined } as const
        await session.run(embedded.filesView(view, files))
        const list = names.map((name) => identifier(name)).join(", ")
        await session.run(embedded.copyTo(`select ${list} from ${view}`, parquet, "parquet"))
      } finally {
        await rm(json, { force: true })
      }
    })
    paths.push(made)
  }
  return paths
}
