import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { decodeText } from "./text-file.ts"

function refusalOf(bytes: Buffer, path = "models/a.sql"): string {
  try {
    return `no error: ${JSON.stringify(decodeText(bytes, path))}`
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    const { line, column, lineText } = error.place ?? {}
    return `${error.code} ${line}:${column} ${error.message} | ${lineText ?? "-"}`
  }
}

describe("decodeText", () => {
  it.each([
    ["UTF-8", Buffer.from("é😀\ufffd"), "é😀\ufffd"],
    ["a byte order mark", Buffer.from("\ufeffselect 1"), "select 1"],
    ["line ends of Windows", Buffer.from("a\r\nb\r\n"), "a\nb\n"],
    ["mixed line ends", Buffer.from("a\nb\r\nc"), "a\nb\nc"],
    ["line ends of old Macs", Buffer.from("a\rb\r"), "a\nb\n"],
    ["nothing", Buffer.from(""), ""],
  ])("reads %s", (_, bytes, text) => expect(decodeText(bytes, "models/a.sql")).toBe(text))

  it("leaves the line ends of CSV as they are: inside quotes they belong to a value", () =>
    expect(decodeText(Buffer.from('a\r\n"b\r\nc"\n'), "seeds/a.csv")).toBe('a\r\n"b\r\nc"\n'))

  it.each([
    [
      "Latin-1",
      Buffer.from("select 1,\n  'é caf\u00e9'\n", "latin1"),
      "LUX-1007 2:4 byte E9 is not UTF-8 |   '\\xe9 caf\\xe9'",
    ],
    [
      "a character that is cut off",
      Buffer.concat([Buffer.from("é\ufffd"), Buffer.from([0xe2, 0x82])]),
      "LUX-1007 1:3 byte E2 is not UTF-8 | é\ufffd\\xe2\\x82",
    ],
    [
      "UTF-16 with a mark",
      Buffer.from("\ufeffselect 1", "utf16le"),
      "LUX-1007 1:1 the file is UTF-16, not UTF-8 | -",
    ],
    [
      "UTF-16 with a mark, the other way round",
      Buffer.from("\ufeffselect 1", "utf16le").swap16(),
      "LUX-1007 1:1 the file is UTF-16, not UTF-8 | -",
    ],
    [
      "UTF-16 without a mark",
      Buffer.from("id,café\n1,a\n", "utf16le"),
      "LUX-1007 1:1 the file is UTF-16LE, not UTF-8 | -",
    ],
    [
      "UTF-16 without a mark, the other way round",
      Buffer.from("id,café\n1,a\n", "utf16le").swap16(),
      "LUX-1007 1:1 the file is UTF-16BE, not UTF-8 | -",
    ],
    ["a NUL byte", Buffer.from("a\nb\0c\n"), "LUX-1008 2:2 a NUL byte in the file | b\0c"],
    [
      "a stray carriage return",
      Buffer.from("a\nb\rc\n"),
      "LUX-1008 2:2 a carriage return that ends no line in the file | b\rc",
    ],
  ])("refuses %s at its place", (_, bytes, refusal) => expect(refusalOf(bytes)).toBe(refusal))

  it("says how to convert the file", () => {
    try {
      decodeText(Buffer.from("\xe9", "latin1"), "seeds/brands.csv")
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({
        hint: "Save the file as UTF-8. From Latin-1 or Windows-1252: iconv -f WINDOWS-1252 -t UTF-8 seeds/brands.csv > utf8.txt",
      })
    }
  })
})

it("tells of the first of many bytes that are not UTF-8, on a line without end", () => {
  const bytes = Buffer.concat([Buffer.from("select "), Buffer.alloc(300_000, 0xff)])
  expect(refusalOf(bytes)).toMatch(/^LUX-1007 1:8 byte FF is not UTF-8 \| select (\\xff){400}$/)
})
