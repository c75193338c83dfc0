import { LuxError } from "../errors.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"
import type { LookmlEntry, LookmlItem, LookmlValue } from "./lookml.ts"

/** Reads LookML. Throws LUX-3142 at what is not LookML: a value that is not closed, an expression without `;;`. */
export function parseLookml(file: SourceFile): readonly LookmlEntry[] {
  return new Parser(file).file()
}

/** Keys whose value goes on until `;;`. */
const untilSemicolons =
  /^(sql|sql_\w+|html|expression|expression_custom_filter|order_by_field_sql|filter_expression)$/

class Parser {
  readonly #file: SourceFile
  readonly #text: string
  #at = 0

  constructor(file: SourceFile) {
    this.#file = file
    this.#text = file.text
  }

  file(): readonly LookmlEntry[] {
    const entries = this.#entries()
    if (this.#at < this.#text.length) throw this.#error("a key is expected", this.#at)
    return entries
  }

  /** Up to a closing brace or the end. */
  #entries(): readonly LookmlEntry[] {
    const entries: LookmlEntry[] = []
    for (;;) {
      this.#skip()
      if (this.#at >= this.#text.length || this.#text[this.#at] === "}") return entries
      const at = this.#at
      const key = this.#key()
      entries.push({ key, value: this.#value(key), at })
    }
  }

  #key(): string {
    const at = this.#at
    const key = this.#matched(/[\w-]+/y)
    if (key === undefined) throw this.#error("a key is expected", at)
    this.#skip()
    if (this.#text[this.#at] !== ":") throw this.#error(`":" is missing after "${key}"`, at)
    this.#at++
    this.#skip()
    return key
  }

  #value(key: string): LookmlValue {
    if (untilSemicolons.test(key) && !"[{".includes(this.#text[this.#at] ?? ""))
      return { kind: "sql", text: this.#until(key) }
    const at = this.#at
    switch (this.#text[at]) {
      case '"':
        return { kind: "text", text: this.#quoted() }
      case "[":
        return { kind: "list", items: this.#list() }
      case "{":
        return this.#block(undefined)
      default: {
        const word = this.#matched(/[^\s{}[\]",;#:]+/y)
        if (word === undefined) throw this.#error(`"${key}" has no value`, at)
        this.#skip()
        return this.#text[this.#at] === "{" ? this.#block(word) : { kind: "word", text: word }
      }
    }
  }

  #block(name: string | undefined): LookmlValue {
    const at = this.#at
    this.#at++
    const entries = this.#entries()
    if (this.#text[this.#at] !== "}") throw this.#error('"}" is missing', at)
    this.#at++
    return { kind: "block", name, entries }
  }

  #list(): readonly LookmlItem[] {
    const start = this.#at
    this.#at++
    const items: LookmlItem[] = []
    for (;;) {
      this.#skip()
      const at = this.#at
      const next = this.#text[at]
      if (next === undefined) throw this.#error('"]" is missing', start)
      if (next === "]") {
        this.#at++
        return items
      }
      if (next === ",") {
        this.#at++
        continue
      }
      const item = this.#item()
      this.#skip()
      if (this.#text[this.#at] !== ":" || item.quoted) {
        items.push({ ...item, at })
        continue
      }
      this.#at++
      this.#skip()
      items.push({ ...this.#item(), key: item.text, at })
    }
  }

  #item(): { readonly text: string; readonly quoted: boolean } {
    if (this.#text[this.#at] === '"') return { text: this.#quoted(), quoted: true }
    const at = this.#at
    const word = this.#matched(/[^\s{}[\]",;#:]+/y)
    if (word === undefined) throw this.#error("a value of a list is expected", at)
    return { text: word, quoted: false }
  }

  #until(key: string): string {
    const end = this.#text.indexOf(";;", this.#at)
    if (end === -1) throw this.#error(`";;" is missing after "${key}"`, this.#at)
    const value = this.#text.slice(this.#at, end).trim()
    this.#at = end + 2
    return value
  }

  #quoted(): string {
    const start = this.#at
    const quoted = this.#matched(/"(?:[^"\\]|\\[\s\S])*"/y)
    if (quoted === undefined) throw this.#error("a text is not closed", start)
    return quoted.slice(1, -1).replace(/\\(["\\])/g, "$1")
  }

  #skip(): void {
    this.#matched(/(?:\s|#[^\n]*)*/y)
  }

  #matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    return found
  }

  #error(message: string, at: number): LuxError {
    return new LuxError("LUX-3142", `invalid LookML: ${message}`, { place: placeAt(this.#file, at) })
  }
}
