/** Puts a large file together from texts and parts of another, and knows how long it is. */
export interface ByteWriter {
  text(text: string): void
  bytes(from: Uint8Array, start: number, size: number): void
  /** Bytes so far. */
  length(): number
  /** All of it, one after another. */
  pieces(): readonly Uint8Array[]
}

export function createByteWriter(): ByteWriter {
  const pieces: Uint8Array[] = []
  let length = 0
  /** What is taken over and not yet among the pieces: parts that follow one another are one. */
  let taken: { readonly from: Uint8Array; readonly start: number; end: number } | undefined
  const push = (piece: Uint8Array): void => {
    if (taken !== undefined) pieces.push(taken.from.subarray(taken.start, taken.end))
    taken = undefined
    if (piece.length > 0) pieces.push(piece)
    length += piece.length
  }
  return {
    text: (text) => push(Buffer.from(text)),
    bytes(from, start, size) {
      if (taken?.from !== from || taken.end !== start) {
        push(Buffer.alloc(0))
        taken = { from, start, end: start }
      }
      taken.end += size
      length += size
    },
    length: () => length,
    pieces() {
      push(Buffer.alloc(0))
      return pieces
    },
  }
}
