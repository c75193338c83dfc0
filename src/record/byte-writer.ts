/** Puts a large file together from texts and parts of another, and knows how long it is. */
export interface ByteWriter {
  text(text: string): void
  bytes(from: Uint8Array, start: number, size: number): void
  /** Bytes so far. */
  length(): number
  /** All of it, one after another. */
  pieces(): readonly Uint8Array[]
}

/** Texts that follow one another become bytes at once, and parts that do are one: both are many and small. */
export function createByteWriter(): ByteWriter {
  const pieces: Uint8Array[] = []
  let texts: string[] = []
  let taken: { readonly from: Uint8Array; readonly start: number; end: number } | undefined
  let length = 0
  const flush = (): void => {
    if (texts.length > 0) pieces.push(Buffer.from(texts.join("")))
    if (taken !== undefined) pieces.push(taken.from.subarray(taken.start, taken.end))
    texts = []
    taken = undefined
  }
  return {
    text(text) {
      if (taken !== undefined) flush()
      texts.push(text)
      length += Buffer.byteLength(text)
    },
    bytes(from, start, size) {
      if (taken?.from !== from || taken.end !== start) {
        flush()
        taken = { from, start, end: start }
      }
      taken.end += size
      length += size
    },
    length: () => length,
    pieces() {
      flush()
      return pieces
    },
  }
}
