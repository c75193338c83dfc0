import { readFile, writeFile } from "node:fs/promises"
import { LuxError } from "../../errors.ts"
import { inTurns } from "../../lake/delivery.ts"
import { isRemote } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import { recordChecker } from "../../lake/records/check-record.ts"
import {
  exactText,
  type GoodRecord,
  type ReadRawFile,
  rawText,
  readRawFile,
} from "../../lake/records/raw-file.ts"
import type { FileAccount, RecordChoice, Reject } from "../../lake/records/rejects.ts"
import type { SourceTable } from "../../project/types.ts"
import type { SqlDialect } from "../../sql/types.ts"
import type { JsonFiles } from "../../warehouse/statements.ts"

/** A reject whose text is still in its file. */
type FoundReject = ReadRawFile["rejects"][number]

interface JsonFile {
  readonly file: LakeFile
  readonly local: string
  /** Undefined: its good records are in a copy. */
  asIs: ReadRawFile["asIs"]
  /** A list of its good records; undefined while there is none, or no good record. */
  copy: string | undefined
  good: number
  rejects: FoundReject[]
}

interface Reading {
  readonly stores: FileStores
  readonly source: SourceTable
  readonly files: readonly LakeFile[]
  readonly choices: ReadonlyMap<string, RecordChoice> | undefined
  readonly dialect: SqlDialect
}

/**
 * The records of a source's JSON files, good and bad ones. Files without a bad record are read as they are; of others the good
 * records are copied.
 */
export class JsonRecords {
  readonly #reading: Reading
  readonly #check: ReturnType<typeof recordChecker>
  readonly #files = new Map<string, JsonFile>()

  private constructor(reading: Reading) {
    this.#reading = reading
    this.#check = recordChecker(reading.source.columns, reading.dialect)
  }

  static async read(reading: Reading): Promise<JsonRecords> {
    const records = new JsonRecords(reading)
    const { stores, files } = reading
    const read = await inTurns(files, async (file): Promise<JsonFile> => {
      const local = await stores.local(file)
      const bytes = await bytesOf(local, file.path)
      const { good, rejects, asIs } = records.#parts(bytes, file)
      const copy = asIs === undefined ? await records.#written(file, "good", texts(bytes, good)) : undefined
      return { file, local, asIs, copy, good: good.length, rejects: [...rejects] }
    })
    for (const each of read) records.#files.set(each.file.path, each)
    return records
  }

  /** How an engine reads all good records. */
  async readers(): Promise<readonly JsonFiles[]> {
    const { stores, source } = this.#reading
    const root = source.external?.root ?? ""
    const all = [...this.#files.values()]
    const original = await stores.original(root)
    const direct = isRemote(root) ? { original } : {}
    const pathsOf = (layout: ReadRawFile["asIs"]) =>
      all.filter(({ asIs }) => asIs === layout).map(({ local }) => local)
    return [
      { files: pathsOf("list"), layout: "list", ...direct },
      { files: pathsOf("lines"), layout: "lines", ...direct },
      { files: all.flatMap(({ copy }) => (copy === undefined ? [] : [copy])), layout: "list", original },
    ]
  }

  /** How an engine reads the good records of some files with their numbers. */
  async numbered(paths: ReadonlySet<string>): Promise<readonly JsonFiles[]> {
    const copies = await inTurns([...paths], async (path) => {
      const { file, bytes, good } = await this.#again(path)
      const numbered = good.map((each) => `{"lux_record":${each.record},${exactText(bytes, each).slice(1)}`)
      return this.#written(file, "numbered", numbered)
    })
    const original = await this.#reading.stores.original(this.#reading.source.external?.root ?? "")
    return [
      { files: copies.filter((copy) => copy !== undefined), layout: "list", original, isNumbered: true },
    ]
  }

  /** Takes good records out, by file and number, for the reason that is given of each. */
  async reject(
    broken: ReadonlyMap<string, ReadonlyMap<number, Pick<Reject, "field" | "message">>>,
  ): Promise<void> {
    await inTurns([...broken], async ([path, records]) => {
      const { entry, file, bytes, good } = await this.#again(path)
      const left = good.filter(({ record }) => !records.has(record))
      for (const { record, start, end } of good) {
        const why = records.get(record)
        if (why !== undefined) entry.rejects.push({ record, start, end, reason: "rule", ...why })
      }
      entry.good = left.length
      entry.asIs = undefined
      entry.copy = await this.#written(file, "left", texts(bytes, left))
    })
  }

  accounts(): readonly FileAccount[] {
    return [...this.#files.values()].map(({ file, good, rejects }) => ({
      file: file.path,
      records: good + rejects.length,
      rejected: rejects.length,
    }))
  }

  /** By file and record, what has no record last. */
  rejects(): readonly Omit<Reject, "raw">[] {
    return this.#withRejects().flatMap(({ file, rejects }) =>
      rejects.map(({ record, reason, field, message }) => ({
        file: file.path,
        record,
        reason,
        field,
        message,
      })),
    )
  }

  /** The same with their texts, a file after the other. */
  async *rejectsWithText(): AsyncGenerator<Reject> {
    for (const { file, local, rejects } of this.#withRejects()) {
      const bytes = await bytesOf(local, file.path)
      for (const { start, end, ...reject } of rejects)
        yield { file: file.path, ...reject, raw: rawText(bytes, { start, end }) }
    }
  }

  #withRejects(): readonly JsonFile[] {
    const found = [...this.#files.values()].filter(({ rejects }) => rejects.length > 0)
    for (const { rejects } of found)
      rejects.sort((a, b) => (a.record ?? Number.POSITIVE_INFINITY) - (b.record ?? Number.POSITIVE_INFINITY))
    return found.sort((a, b) => (a.file.path < b.file.path ? -1 : 1))
  }

  #parts(bytes: Buffer, file: LakeFile): ReadRawFile {
    return readRawFile(bytes, this.#check, this.#reading.choices?.get(file.path))
  }

  async #again(path: string) {
    const entry = this.#files.get(path)
    if (entry === undefined) throw new Error(`${path} is not a file of the batch`)
    const bytes = await bytesOf(entry.local, path)
    return { entry, file: entry.file, bytes, good: this.#parts(bytes, entry.file).good }
  }

  /** The path of a list of records; undefined where there is none. */
  async #written(file: LakeFile, as: string, records: readonly string[]): Promise<string | undefined> {
    if (records.length === 0) return undefined
    const path = await this.#reading.stores.copyPlace(file, as)
    await writeFile(path, `[${records.join(",\n")}]`)
    return path
  }
}

function texts(bytes: Buffer, good: readonly GoodRecord[]): readonly string[] {
  return good.map((each) => exactText(bytes, each))
}

async function bytesOf(local: string, path: string): Promise<Buffer> {
  try {
    return await readFile(local)
  } catch (error) {
    throw new LuxError(
      "LUX-2207",
      `${path} cannot be read: ${error instanceof Error ? error.message : error}`,
      {
        hint: "Check that you may read the lake's files, and that nothing takes them away while lux runs.",
        cause: error,
      },
    )
  }
}
