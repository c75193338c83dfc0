/** Puts a large file together from texts and parts of another, and knows how long it is. */
export interface ByteWriter {
  text(text: string): void
  bytes(from: Uint8Array, start: number, size: number): void
  /** Bytes so far. */
  length(): number
  whole(): Uint8Array
}

export function createByteWriter(): ByteWriter {
  const pieces: Uint8Array[] = []
  let length = 0
  const push = (piece: Uint8Array): void => {
    pieces.push(piece)
    length += piece.length
  }
  return {
    text: (text) => push(Buffer.from(text)),
    bytes: (from, start, size) => push(from.subarray(start, start + size)),
    length: () => length,
    whole: () => Buffer.concat(pieces, length),
  }
}
