/**
 * Unpacks a block of Snappy: https://github.com/google/snappy/blob/main/format_description.txt. Throws where it is not one.
 */
export function fromSnappy(packed: Buffer): Buffer {
  let at = 0
  const byte = (): number => {
    const value = packed[at++]
    if (value === undefined) throw new Error("a block of Snappy ends too early")
    return value
  }
  const number = (bytes: number): number => {
    let value = 0
    for (let index = 0; index < bytes; index++) value += byte() * 256 ** index
    return value
  }
  let size = 0
  for (let shift = 0, more = true; more; shift += 7) {
    const part = byte()
    size += (part & 0x7f) * 2 ** shift
    more = part > 0x7f
  }
  const out = Buffer.alloc(size)
  let end = 0
  while (at < packed.length) {
    const tag = byte()
    if ((tag & 3) === 0) {
      const short = tag >> 2
      const length = (short < 60 ? short : number(short - 59)) + 1
      if (at + length > packed.length || end + length > size)
        throw new Error("a block of Snappy ends too early")
      packed.copy(out, end, at, at + length)
      at += length
      end += length
      continue
    }
    const near = (tag & 3) === 1
    const length = near ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1
    const back = near ? ((tag >> 5) << 8) + byte() : number((tag & 3) === 2 ? 2 : 4)
    if (back === 0 || back > end || end + length > size)
      throw new Error("a block of Snappy refers to what is not there")
    // What is copied may reach into itself.
    for (let index = 0; index < length; index++, end++) out[end] = out[end - back] ?? 0
  }
  if (end !== size) throw new Error("a block of Snappy ends too early")
  return out
}
