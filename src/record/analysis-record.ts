import { randomUUID } from "node:crypto"
import { basename } from "node:path"
import { LuxError } from "../errors.ts"
import type { AnalysedModel } from "./analysed-model.ts"
import { readRecordFile, writeRecordFile } from "./record-file.ts"

/** What an earlier command knew of models; whatever a model's entry was made from is in its key. */
export interface AnalysisRecord {
  /** Undefined where it was made from something else. */
  find(id: string, key: string): KnownModel | undefined
  keep(id: string, key: string, known: KnownModel): void
  /** Writes what is known of the models of `ids`; nothing where nothing is new. */
  save(ids: { has(id: string): boolean }): void
}

/** An analysed model, as much of it as it takes to know whether to look closer. */
export interface KnownModel {
  /** A digest of the model's columns, for the keys of those that read it. */
  readonly columns: string
  /** It was analysed, and nothing is wrong with it. */
  readonly clean: boolean
  readonly analysed: () => AnalysedModel
}

type Detail = string | readonly [start: number, size: number]
type Entry = readonly [key: string, columns: string, clean: boolean, detail: Detail]

interface Head {
  /** Name of the file of details. */
  readonly details: string
  /** By unique id. */
  readonly models: Readonly<Record<string, Entry>>
}

const nothing: Head = { details: "", models: {} }
const none = Buffer.alloc(0)

/** More than this share of details in the head: they go into a file of their own again. */
const mostInHead = 0.1

export function openAnalysisRecord(path: string): AnalysisRecord {
  const file = opened(path)
  const { models, details: detailsFile } = file.head
  const kept = new Map<string, Entry>()
  let fresh = 0
  const textOf = (detail: Detail): string =>
    typeof detail === "string" ? detail : file.details.toString("utf8", detail[0], detail[0] + detail[1])

  return {
    find(id, key) {
      const entry = Object.hasOwn(models, id) ? models[id] : undefined
      if (entry === undefined || entry[0] !== key) return undefined
      kept.set(id, entry)
      let analysed: AnalysedModel | undefined
      return {
        columns: entry[1],
        clean: entry[2],
        analysed: () => {
          analysed ??= decode(textOf(entry[3]))
          return analysed
        },
      }
    },
    keep(id, key, { columns, clean, analysed }) {
      fresh++
      kept.set(id, [key, columns, clean, encode(analysed())])
    },
    save(ids) {
      if (fresh === 0) return
      // What this command did not look at is still true of whatever its key says.
      const all = new Map([...Object.entries(models), ...kept].filter(([id]) => ids.has(id)))
      const inHead = [...all.values()].filter(([, , , detail]) => typeof detail === "string").length
      if (detailsFile !== "" && inHead <= all.size * mostInHead) {
        write({ details: detailsFile, models: Object.fromEntries(all) })
        return
      }
      const bytes: Uint8Array[] = []
      let start = 0
      const moved = [...all].map(([id, [key, columns, clean, detail]]) => {
        const text = Buffer.from(textOf(detail))
        bytes.push(text)
        start += text.length
        return [id, [key, columns, clean, [start - text.length, text.length]]] as const
      })
      const name = `${basename(path)}-${randomUUID()}`
      write({ details: name, models: Object.fromEntries(moved) }, bytes)
    },
  }

  function write(head: Head, bytes?: readonly Uint8Array[]): void {
    writeRecordFile(path, JSON.stringify(head), head.details, bytes)
  }
}

/** The same, opened when it is first asked: most commands never ask. */
export function laterAnalysisRecord(path: string): AnalysisRecord {
  let record: AnalysisRecord | undefined
  const open = () => {
    record ??= openAnalysisRecord(path)
    return record
  }
  return {
    find: (id, key) => open().find(id, key),
    keep: (id, key, known) => open().keep(id, key, known),
    save: (ids) => record?.save(ids),
  }
}

function opened(path: string): { readonly head: Head; readonly details: Buffer } {
  try {
    return readRecordFile<Head>(path) ?? { head: nothing, details: none }
  } catch {
    // A damaged record is as good as none.
    return { head: nothing, details: none }
  }
}

function encode(model: AnalysedModel): string {
  return JSON.stringify({
    ...model,
    problems: model.problems.map(plain),
    warnings: model.warnings.map(plain),
  })
}

function decode(text: string): AnalysedModel {
  const { problems, warnings, ...model } = JSON.parse(text)
  return { ...model, problems: problems.map(again), warnings: warnings.map(again) }
}

function plain({ code, message, place, hint, related }: LuxError) {
  return { code, message, place, hint, related }
}

function again({ code, message, place, hint, related }: ReturnType<typeof plain>): LuxError {
  return new LuxError(code, message, { place, hint, related })
}
