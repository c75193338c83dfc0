import { Interrupted, LuxError } from "../../errors.ts"
import { batchEnding, batchFormat, passingPath, removeStalePassing } from "../../lake/batch-files.ts"
import { isRemote, type StoredFile } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { type BatchFormat, batchFormats, roleOf } from "../../project/target/target-types.ts"
import type { Model, Project } from "../../project/types.ts"
import { fileLiteral, identifier } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"
import type { BatchColumn } from "../../warehouse/batch-columns.ts"
import { isText } from "../../warehouse/column-type.ts"
import type { TypeRules } from "../../warehouse/exact-cast.ts"
import { tableDefinition } from "../../warehouse/standard-statements.ts"
import type { ManifestLoading, WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { pagesOf } from "../commands/pages-of.ts"
import type { EmbeddedEngine } from "./embedded-engine.ts"
import { loadFailed } from "./load-failed.ts"
import { type Alike, differing, parquetGroups } from "./parquet-columns.ts"
import { batchesOf } from "./show-lake-files.ts"

/** Brings the rows of batches into temporary tables of a warehouse behind a network. */
export interface BatchLoader {
  /** What batches are to be written as. */
  readonly format: BatchFormat
  /** Throws LUX-2651 where files could not be brought from where batches are. */
  check(): void
  /** Where rows are that are only passing through. */
  passing(relation: Relation): string
  /** Removes, once, what killed runs left there. `one` is what this run has there. */
  sweep(one: string): Promise<void>
  /** Makes the temporary table on this session, of exactly these files' rows. `stage` is what the batches are of. */
  load(
    session: Session,
    relation: Relation,
    columns: readonly BatchColumn[],
    files: readonly StoredFile[],
    stage?: Model,
  ): Promise<void>
}

interface BatchLoaderOptions {
  readonly project: Project
  readonly statements: WarehouseStatements
  readonly stores: FileStores
  readonly embeddedEngine: EmbeddedEngine
}

export function batchLoaderFor(options: BatchLoaderOptions): BatchLoader {
  const { project, statements } = options
  const { target } = project
  const { loading } = statements
  const role = roleOf(target)
  const format = target.batchFormat
  let swept: Promise<void> | undefined
  const sweep = (one: string): Promise<void> => {
    swept ??= sweepOnce(options, one)
    return swept
  }
  return {
    format,
    check() {
      if (loading !== undefined && !isRemote(target.batches))
        throw new LuxError(
          "LUX-2651",
          `target "${target.name}" keeps its batches at ${target.batches}, where no COPY reads them`,
          {
            place: target.place,
            hint: "Set batches: s3://bucket/prefix, which you may write to and iam_role may read.",
          },
        )
    },
    passing: ({ name }) => passingPath(target.batches, "rows", name, batchEnding(format)),
    sweep,
    async load(session, relation, columns, files, stage) {
      const table = emptyTable(relation, columns)
      if (files.length === 0) await session.runAll(table)
      else if (loading === undefined)
        await insertAll(session, table, relation, columns, files, { ...options, stage })
      else {
        const documents = columns.some(({ isDocument }) => isDocument)
        const more = { ...options, loading, role, documents, stage, sweep }
        await copyAll(session, table, relation, files, more)
      }
    },
  }
}

/**
 * Makes a temporary table again. What is dropped is the session's own for certain: the first statement sees to it that
 * there is one, which goes before any other of its name.
 */
function emptyTable(relation: Relation, columns: readonly BatchColumn[]): readonly string[] {
  return [
    `create temp table if not exists ${relation} (nothing integer)`,
    `drop table ${relation}`,
    tableDefinition(
      `create temp table ${relation}`,
      columns.map(({ name, type }) => ({ name, type })),
    ),
  ]
}

/** Whatever comes of it is no matter of this run. */
async function sweepOnce({ project, stores }: BatchLoaderOptions, one: string): Promise<void> {
  try {
    const { batches } = project.target
    await removeStalePassing(await stores.of(batches), batches, one)
  } catch (error) {
    if (!(error instanceof Error)) throw error
  }
}

async function copyAll(
  session: Session,
  table: readonly string[],
  relation: Relation,
  files: readonly StoredFile[],
  {
    project,
    stores,
    loading,
    role,
    documents,
    stage,
    sweep,
  }: BatchLoaderOptions & {
    readonly sweep: BatchLoader["sweep"]
    readonly loading: ManifestLoading
    readonly role: string | undefined
    readonly documents: boolean
    readonly stage: Model | undefined
  },
): Promise<void> {
  const store = await stores.of(project.target.batches)
  const copies = batchFormats.flatMap((format) => {
    const own = files.filter(({ path }) => batchFormat(path) === format)
    if (own.length === 0) return []
    const manifest = passingPath(project.target.batches, "manifests", relation.name, "manifest")
    return [{ format, own, manifest }]
  })
  try {
    for (const { own, manifest } of copies) await store.write(manifestOf(own), manifest)
    const loads = copies.map(({ format, manifest }) =>
      loading.copyManifest(relation, manifest, { format, role, documents }),
    )
    await Promise.all([
      session.runAll([...table, ...loads]),
      ...copies.slice(0, 1).map(({ manifest }) => sweep(manifest)),
    ])
  } catch (error) {
    if (error instanceof Interrupted || !(error instanceof Error)) throw error
    throw await loadFailed(session, error, files, { relation, stage, loading })
  } finally {
    for (const { manifest } of copies) await store.remove(manifest)
  }
}

/** https://docs.aws.amazon.com/redshift/latest/dg/loading-data-files-using-manifest.html */
function manifestOf(files: readonly StoredFile[]): string {
  const entries = files.map(({ path, bytes }) => ({
    url: path,
    mandatory: true,
    meta: { content_length: bytes },
  }))
  return `${JSON.stringify({ entries }, null, 2)}\n`
}

/** All in one transaction, as texts that the columns' types read. */
async function insertAll(
  session: Session,
  table: readonly string[],
  relation: Relation,
  columns: readonly BatchColumn[],
  files: readonly StoredFile[],
  { statements, stores, embeddedEngine, stage }: BatchLoaderOptions & { readonly stage: Model | undefined },
): Promise<void> {
  const paths = await Promise.all(files.map(stores.local))
  const list = columns.map(({ name, isDocument }) => {
    const column = identifier(name)
    return `cast(${isDocument ? `to_json(${column})` : column} as varchar) as ${column}`
  })
  const groups = await embeddedEngine.use(async (each) => {
    const found = await parquetGroups(each, await embeddedEngine.statements(), paths)
    const { types } = await embeddedEngine.statements()
    if (stage !== undefined) for (const group of found) checkHeld(group, columns, stage, types)
    return found
  })
  const queries = groups.map(
    (group) => `select ${list.join(", ")} from read_parquet([${group.files.map(fileLiteral).join(", ")}])`,
  )
  // Between two pages the engine is free for others.
  const engine = { query: (sql: string) => embeddedEngine.use((each) => each.query(sql)) }
  await session.transaction(async () => {
    for (const sql of table) await session.run(sql)
    for (const query of queries)
      for await (const rows of pagesOf(engine, query)) {
        const values = rows.map((row) =>
          columns.map(({ name }) => {
            const value = row[name]
            return value === null || value === undefined ? null : String(value)
          }),
        )
        for (const sql of statements.insertRows(relation, columns, values)) await session.run(sql)
      }
  })
}

/** Throws LUX-2105 for batches of other columns than the stage has now, whose values would be bent to those. */
function checkHeld(
  { files, columns: found }: Alike,
  columns: readonly BatchColumn[],
  stage: Model,
  types: TypeRules,
): void {
  const stored = new Map(found.map(({ name, type }) => [name.toLowerCase(), type]))
  for (const { name, type, isDocument } of columns) {
    const given = stored.get(name.toLowerCase())
    const holds =
      given !== undefined &&
      (isDocument || isText(type) || type === given.toLowerCase() || types.common(type, given) === type)
    if (holds) continue
    const there = given === undefined ? "is not" : `is ${given}`
    throw differing(
      `column "${name}" of "${stage.name}" is ${type} now, and ${there} in ${files[0]}`,
      batchesOf(stage),
    )
  }
}
