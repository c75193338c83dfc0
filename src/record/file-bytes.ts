import { closeSync, fstatSync, openSync, readSync } from "node:fs"

/**
 * A large file's bytes. In shared memory, though nobody shares it: of other buffers the collector of garbage takes
 * notice, and looks through the heap again for every few that are read.
 */
export function fileBytes(path: string): Buffer {
  const descriptor = openSync(path, "r")
  try {
    const bytes = Buffer.from(new SharedArrayBuffer(fstatSync(descriptor).size))
    let length = 0
    for (;;) {
      const read = readSync(descriptor, bytes, length, bytes.length - length, length)
      if (read === 0) return bytes.subarray(0, length)
      length += read
    }
  } finally {
    closeSync(descriptor)
  }
}
