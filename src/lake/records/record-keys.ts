import { textAt } from "./fits-type.ts"

/** A key as some record wrote it. */
interface Key {
  readonly name: string
  /** In its quotes and escapes. */
  readonly written: Uint8Array
  /** Which declared field it is; -1 where it is none. */
  readonly field: number
  /** The declared column that differs from it in case alone. */
  readonly column: string | undefined
  /** The last record that had it. */
  record: number
}

/**
 * The keys of a record, one record after the other. Records of a file mostly have the same keys in the same order: each key
 * is looked for where the last record had it, by its bytes, before its name is read.
 */
export class RecordKeys {
  /** The first key that the record has twice. */
  twice: Key | undefined
  /** The first key that differs from a declared name in case alone. */
  otherCase: Key | undefined
  /** How many declared fields the record has. */
  found = 0
  readonly #fields: ReadonlyMap<string, number>
  readonly #folded: ReadonlyMap<string, string>
  readonly #known = new Map<string, Key>()
  readonly #last: Key[] = []
  readonly #starts: number[]
  readonly #ends: number[]
  #record = 0
  #position = 0

  constructor(names: readonly string[]) {
    this.#fields = new Map(names.map((name, index) => [name, index]))
    this.#folded = new Map(names.map((name) => [foldCase(name), name]))
    this.#starts = names.map(() => -1)
    this.#ends = names.map(() => -1)
  }

  /** The next record begins. */
  begin(): void {
    this.twice = undefined
    this.otherCase = undefined
    this.found = 0
    this.#starts.fill(-1)
    this.#record++
    this.#position = 0
    // Records whose keys are data have ever new ones.
    if (this.#known.size > mostKeys) {
      this.#known.clear()
      this.#last.length = 0
    }
  }

  /** Takes a key and where its value is, in bytes. */
  add(bytes: Buffer, start: number, end: number, value: number, valueEnd: number): void {
    const position = this.#position++
    const last = this.#last[position]
    const key =
      last !== undefined && isWritten(bytes, start, end, last.written) ? last : this.#read(bytes, start, end)
    this.#last[position] = key
    if (key.record === this.#record) {
      this.twice ??= key
      return
    }
    key.record = this.#record
    if (key.column !== undefined) this.otherCase ??= key
    if (key.field < 0) return
    this.found++
    this.#starts[key.field] = value
    this.#ends[key.field] = valueEnd
  }

  /** Where the value of a declared field begins; -1 where the record has none. */
  startOf(field: number): number {
    return this.#starts[field] ?? -1
  }

  endOf(field: number): number {
    return this.#ends[field] ?? -1
  }

  #read(bytes: Buffer, start: number, end: number): Key {
    const name = textAt(bytes, start, end)
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const field = this.#fields.get(name) ?? -1
    const column = field < 0 ? this.#folded.get(foldCase(name)) : undefined
    const written = Uint8Array.prototype.slice.call(bytes, start, end)
    const key = { name, written, field, column, record: 0 }
    this.#known.set(name, key)
    return key
  }
}

const mostKeys = 10_000

function isWritten(bytes: Uint8Array, start: number, end: number, written: Uint8Array): boolean {
  if (end - start !== written.length) return false
  for (let at = 0; at < written.length; at++) if (bytes[start + at] !== written[at]) return false
  return true
}

/** ASCII letters alone: what other letters are in other case depends on who is asked. */
function foldCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
}
