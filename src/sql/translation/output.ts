/** A stretch of the authored text that is taken over as it stands. */
export interface Copied {
  readonly start: number
  readonly end: number
}

/** Translated text: pieces of the authored text and new text between them. */
export type Out = readonly (string | Copied)[]

/** A stretch of the translated SQL that was copied: `length` characters from `authored` on stand at `output`. */
export interface SpanEdit {
  readonly authored: number
  readonly output: number
  readonly length: number
}

/** Builds an `Out` from a template whose values are text or other `Out`s. */
export function out(texts: TemplateStringsArray, ...values: readonly (string | Out)[]): Out {
  const pieces: (string | Copied)[] = []
  texts.forEach((text, index) => {
    if (text !== "") pieces.push(text)
    const value = values[index]
    if (value === undefined) return
    if (typeof value === "string") pieces.push(value)
    else pieces.push(...value)
  })
  return pieces
}

export function joined(outs: readonly Out[], separator: string): Out {
  return outs.flatMap((each, index) => (index === 0 ? each : [separator, ...each]))
}

export function copied(span: Copied): Out {
  return [{ start: span.start, end: span.end }]
}

/** The text, and where its copied stretches come from, in the order of the text. */
export function render(
  sql: string,
  pieces: Out,
): { readonly sql: string; readonly edits: readonly SpanEdit[] } {
  const edits: SpanEdit[] = []
  let text = ""
  for (const piece of pieces) {
    if (typeof piece === "string") text += piece
    else if (piece.end > piece.start) {
      edits.push({ authored: piece.start, output: text.length, length: piece.end - piece.start })
      text += sql.slice(piece.start, piece.end)
    }
  }
  return { sql: text, edits }
}
