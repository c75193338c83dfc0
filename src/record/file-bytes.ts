import { closeSync, fstatSync, openSync, read, readSync } from "node:fs"

/**
 * A large file's bytes. In shared memory, though nobody shares it: of other buffers the collector of garbage takes
 * notice, and looks through the heap again for every few that are read.
 */
export function fileBytes(path: string): Buffer {
  const { descriptor, bytes } = opened(path)
  try {
    let length = 0
    for (;;) {
      const found = readSync(descriptor, bytes, length, bytes.length - length, length)
      if (found === 0) return bytes.subarray(0, length)
      length += found
    }
  } finally {
    closeSync(descriptor)
  }
}

/** `fileBytes`, read while the caller does something else; it may come back to it late, or not at all. */
export function fileBytesMeanwhile(path: string): Promise<Buffer> {
  const reading = new Promise<Buffer>((resolve, reject) => {
    const { descriptor, bytes } = opened(path)
    const more = (length: number): void =>
      read(descriptor, bytes, length, bytes.length - length, length, (error, found) => {
        if (error === null && found > 0) return more(length + found)
        closeSync(descriptor)
        if (error === null) resolve(bytes.subarray(0, length))
        else reject(error)
      })
    more(0)
  })
  // An error is for anyone who asks.
  reading.catch(() => undefined)
  return reading
}

function opened(path: string): { readonly descriptor: number; readonly bytes: Buffer } {
  const descriptor = openSync(path, "r")
  return { descriptor, bytes: Buffer.from(new SharedArrayBuffer(fstatSync(descriptor).size)) }
}
