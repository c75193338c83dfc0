/** The bytes that JSON is made of. */
export const byte = {
  tab: 9,
  newline: 10,
  return: 13,
  blank: 32,
  quote: 34,
  comma: 44,
  colon: 58,
  listStart: 91,
  backslash: 92,
  listEnd: 93,
  objectStart: 123,
  objectEnd: 125,
} as const

const [zero, nine, minus, plus, point, upperE, letterE, letterU] = [48, 57, 45, 43, 46, 69, 101, 117] as const
const plainEscapes: ReadonlySet<number> = new Set(Buffer.from('"\\/bfnrt'))
const hexDigits = Int8Array.from({ length: 256 }, (_, code) =>
  /[0-9a-f]/i.test(String.fromCharCode(code)) ? Number.parseInt(String.fromCharCode(code), 16) : -1,
)
const words = ["true", "false", "null"].map((word) => Buffer.from(word))

/**
 * Reads strict JSON (RFC 8259) in bytes without making values of it. Functions take where something begins and return where it
 * ends, -1 where it is not JSON.
 */
export class JsonScan {
  /** Set by texts: one has half of a surrogate pair, written as an escape. */
  hasHalfPair = false
  /** Set by texts: one has the character U+0000. */
  hasNul = false

  constructor(private readonly bytes: Uint8Array) {}

  blanks(start: number): number {
    const { bytes } = this
    let at = start
    for (;;) {
      const each = bytes[at]
      if (each !== byte.blank && each !== byte.newline && each !== byte.return && each !== byte.tab) return at
      at++
    }
  }

  value(start: number): number {
    switch (this.bytes[start]) {
      case byte.quote:
        return this.text(start)
      case byte.objectStart:
        return this.object(start)
      case byte.listStart:
        return this.list(start)
      default:
        return this.#scalar(start)
    }
  }

  /** Told where each key and value begins and ends. */
  object(
    start: number,
    onMember?: (key: number, keyEnd: number, value: number, end: number) => void,
  ): number {
    const { bytes } = this
    let at = this.blanks(start + 1)
    if (bytes[at] === byte.objectEnd) return at + 1
    for (;;) {
      const key = at
      const keyEnd = bytes[key] === byte.quote ? this.text(key) : -1
      if (keyEnd < 0) return -1
      at = this.blanks(keyEnd)
      if (bytes[at] !== byte.colon) return -1
      const value = this.blanks(at + 1)
      const end = this.value(value)
      if (end < 0) return -1
      onMember?.(key, keyEnd, value, end)
      at = this.blanks(end)
      if (bytes[at] === byte.objectEnd) return at + 1
      if (bytes[at] !== byte.comma) return -1
      at = this.blanks(at + 1)
    }
  }

  /** Told where each element begins and ends. */
  list(start: number, onElement?: (value: number, end: number) => void): number {
    const { bytes } = this
    let at = this.blanks(start + 1)
    if (bytes[at] === byte.listEnd) return at + 1
    for (;;) {
      const end = this.value(at)
      if (end < 0) return -1
      onElement?.(at, end)
      at = this.blanks(end)
      if (bytes[at] === byte.listEnd) return at + 1
      if (bytes[at] !== byte.comma) return -1
      at = this.blanks(at + 1)
    }
  }

  text(start: number): number {
    const { bytes } = this
    for (let at = start + 1; ; at++) {
      const each = bytes[at]
      // Control characters are escaped in JSON; behind the last byte is nothing.
      if (each === undefined || each < byte.blank) return -1
      if (each === byte.quote) return at + 1
      if (each !== byte.backslash) continue
      at = this.#escape(at + 1)
      if (at < 0) return -1
    }
  }

  /** Returns where its last byte is. */
  #escape(start: number): number {
    const letter = this.bytes[start] ?? 0
    if (letter !== letterU) return plainEscapes.has(letter) ? start : -1
    const unit = this.#unit(start + 1)
    if (unit < 0) return -1
    const end = start + 4
    if (unit === 0) this.hasNul = true
    if (unit < 0xd800 || unit > 0xdfff) return end
    const isFollowed = this.bytes[end + 1] === byte.backslash && this.bytes[end + 2] === letterU
    const next = unit < 0xdc00 && isFollowed ? this.#unit(end + 3) : -1
    if (next >= 0xdc00 && next <= 0xdfff) return end + 6
    this.hasHalfPair = true
    return end
  }

  /** Four hexadecimal digits; -1 where one is none. */
  #unit(start: number): number {
    const { bytes } = this
    const unit =
      (hexDigit(bytes[start]) << 12) |
      (hexDigit(bytes[start + 1]) << 8) |
      (hexDigit(bytes[start + 2]) << 4) |
      hexDigit(bytes[start + 3])
    return unit < 0 ? -1 : unit
  }

  #scalar(start: number): number {
    const { bytes } = this
    const word = words.find((each) => each.every((one, index) => bytes[start + index] === one))
    if (word !== undefined) return start + word.length
    const first = bytes[start] === minus ? start + 1 : start
    const whole = bytes[first] === zero ? first + 1 : this.#digits(first)
    const end = bytes[whole] === point ? this.#digits(whole + 1) : whole
    if (whole < 0 || (bytes[end] !== letterE && bytes[end] !== upperE)) return whole < 0 ? -1 : end
    const sign = bytes[end + 1]
    return this.#digits(sign === plus || sign === minus ? end + 2 : end + 1)
  }

  /** At least one. */
  #digits(start: number): number {
    const { bytes } = this
    let at = start
    for (;;) {
      const each = bytes[at]
      if (each === undefined || each < zero || each > nine) return at === start ? -1 : at
      at++
    }
  }
}

/** -1 of what is not a hexadecimal digit. */
function hexDigit(code: number | undefined): number {
  return code === undefined ? -1 : (hexDigits[code] ?? -1)
}
