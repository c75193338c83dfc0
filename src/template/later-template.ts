import { parseTemplate } from "./parse.ts"
import type { SourceFile } from "./source-file.ts"
import type { Program } from "./syntax.ts"
import type { Template } from "./types.ts"

/** A template that is known to parse, from an earlier command: it is read and parsed when it is asked for. */
export class LaterTemplate implements Template {
  readonly file: SourceFile
  readonly start: number
  readonly #length: number | undefined
  #parsed: Template | undefined

  /** `length` in UTF-16 units; undefined: to the end of the file. */
  constructor(file: SourceFile, start: number, length: number | undefined) {
    this.file = file
    this.start = start
    this.#length = length
  }

  get text(): string {
    return this.#parse().text
  }

  get program(): Program {
    return this.#parse().program
  }

  #parse(): Template {
    this.#parsed ??= parseTemplate(
      this.file,
      this.#length === undefined ? {} : { start: this.start, end: this.start + this.#length },
    )
    return this.#parsed
  }
}
