import type { SourceFile } from "./source-file.ts"
import type { CallSite, OutputSegment, Rendered } from "./types.ts"

/** Text being rendered, and where each piece of it was written. */
export class Output {
  #text = ""
  readonly #segments: OutputSegment[] = []

  add(text: string, file: SourceFile, sourceStart: number, verbatim: boolean, calledFrom?: CallSite): void {
    if (text === "") return
    const outputStart = this.#text.length
    this.#text += text
    const outputEnd = outputStart + text.length
    const segment = { outputStart, outputEnd, file, sourceStart, verbatim }
    this.#segments.push(calledFrom === undefined ? segment : { ...segment, calledFrom })
  }

  get text(): string {
    return this.#text
  }

  finish(): Rendered {
    return { text: this.#text, segments: this.#segments }
  }
}
