import { isUtf8 } from "node:buffer"
import { readFileSync } from "node:fs"
import { LuxError, type Place } from "../../errors.ts"
import { placeAt } from "../../template/source-file.ts"

/**
 * The text of an authored file without its byte order mark. Line ends become `\n`, except in CSV, where those inside
 * quotes belong to a value. Throws LUX-1007 when the file is not UTF-8, LUX-1008 for a NUL byte or a stray carriage
 * return. `shown` is the path in messages.
 */
export function readText(path: string, shown: string): string {
  return decodeText(readFileSync(path), shown)
}

/** As {@link readText}, of bytes that were read. */
export function decodeText(bytes: Buffer, shown: string): string {
  const nul = bytes.indexOf(0)
  const wide = wideEncoding(bytes, nul)
  if (wide !== undefined)
    throw notUtf8(`the file is ${wide}, not UTF-8`, wide, { file: shown, line: 1, column: 1 })
  if (!isUtf8(bytes)) throw invalidByte(bytes, shown)
  const whole = bytes.toString("utf8")
  const text = whole.charCodeAt(0) === 0xfeff ? whole.slice(1) : whole
  if (nul !== -1) throw unexpected("a NUL byte", text.indexOf("\0"), text, shown, "Delete it.")
  return shown.endsWith(".csv") ? text : withPlainLineEnds(text, shown)
}

function withPlainLineEnds(text: string, shown: string): string {
  if (!text.includes("\r")) return text
  // Files of old Macs end their lines with a carriage return alone.
  if (!text.includes("\n")) return text.replaceAll("\r", "\n")
  const stray = text.search(/\r(?!\n)/)
  if (stray === -1) return text.replaceAll("\r\n", "\n")
  const hint = "Delete it, or save the file with line ends of one kind. In a SQL text write chr(13)."
  throw unexpected("a carriage return that ends no line", stray, text, shown, hint)
}

/** UTF-16 by its mark, or by the zeros that every second byte of Western text has. */
function wideEncoding(bytes: Buffer, nul: number): string | undefined {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return "UTF-16"
  if (first === 0xfe && second === 0xff) return "UTF-16"
  if (nul === -1 || bytes.length % 2 === 1) return undefined
  const sample = bytes.subarray(0, 1000)
  const zeros = [0, 0]
  for (const [at, byte] of sample.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  if (odd > sample.length / 5 && even === 0) return "UTF-16LE"
  return even > sample.length / 5 && odd === 0 ? "UTF-16BE" : undefined
}

function invalidByte(bytes: Buffer, shown: string): LuxError {
  const offset = invalidIn(bytes) ?? 0
  const start = bytes.lastIndexOf(10, offset) + 1
  const end = bytes.indexOf(10, start)
  const line = bytes.subarray(start, end === -1 ? undefined : end)
  return notUtf8(`byte ${hex(bytes, offset).toUpperCase()} is not UTF-8`, "WINDOWS-1252", {
    file: shown,
    line: bytes.toString("latin1", 0, start).split("\n").length,
    column: bytes.toString("utf8", start, offset).length + 1,
    length: "\\xff".length,
    lineText: escaped(line).replace(/\r$/, ""),
  })
}

/** The offset of the first byte that is not UTF-8. */
function invalidIn(bytes: Buffer): number | undefined {
  const text = bytes.toString("utf8")
  let offset = 0
  let passed = 0
  // A file may hold the replacement character itself.
  for (let at = text.indexOf("\ufffd"); at !== -1; at = text.indexOf("\ufffd", at + 1)) {
    offset += Buffer.byteLength(text.slice(passed, at))
    if (!bytes.subarray(offset, offset + 3).equals(replacement)) return offset
    passed = at
  }
  return undefined
}

const replacement = Buffer.from("\ufffd")
/** Bytes behind the first invalid one that can be seen where the line is shown. */
const mostShown = 400

/** The text of a line up to what is shown behind its first byte that is not UTF-8; such bytes as `\xe9`. */
function escaped(line: Buffer): string {
  const offset = invalidIn(line)
  if (offset === undefined) return line.toString("utf8")
  let text = line.toString("utf8", 0, offset)
  let rest = line.subarray(offset, offset + mostShown)
  for (let at = invalidIn(rest); at !== undefined; at = invalidIn(rest)) {
    text += `${rest.toString("utf8", 0, at)}\\x${hex(rest, at)}`
    rest = rest.subarray(at + 1)
  }
  return text + rest.toString("utf8")
}

function hex(bytes: Buffer, offset: number): string {
  return bytes.toString("hex", offset, offset + 1)
}

function notUtf8(message: string, encoding: string, place: Place): LuxError {
  const from = encoding === "WINDOWS-1252" ? "From Latin-1 or Windows-1252" : `From ${encoding}`
  return new LuxError("LUX-1007", message, {
    place,
    hint: `Save the file as UTF-8. ${from}: iconv -f ${encoding} -t UTF-8 ${place.file} > utf8.txt`,
  })
}

function unexpected(what: string, at: number, text: string, path: string, hint: string): LuxError {
  return new LuxError("LUX-1008", `${what} in the file`, { place: placeAt({ path, text }, at), hint })
}
