import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import { readCsv } from "./csv.ts"

const file = (text: string) => ({ path: "seeds/a.csv", text })
const texts = (text: string, delimiter = ","): readonly string[][] =>
  readCsv(file(text), delimiter).records.map((record) => record.map((cell) => cell.text))

const rows = [
  ["id", "n"],
  ["1", "a"],
  ["2", "b"],
]

describe("readCsv", () => {
  it.each([
    ["of Unix", "id,n\n1,a\n2,b\n"],
    ["of Windows", "id,n\r\n1,a\r\n2,b\r\n"],
    ["of old Macs", "id,n\r1,a\r2,b\r"],
    ["of Windows below a header of Unix", "id,n\n1,a\r\n2,b\r\n"],
    ["of Unix below a header of Windows", "id,n\r\n1,a\n2,b"],
    ["with empty lines", "\nid,n\r\n\r\n1,a\n\n2,b\r\n\n"],
  ])("reads line ends %s", (_, text) => expect(texts(text)).toEqual(rows))

  it("keeps line ends inside quotes", () =>
    expect(texts('id\r\n"a\r\nb"\n"c\rd"\n"e\nf"\r\n')).toEqual([["id"], ["a\r\nb"], ["c\rd"], ["e\nf"]]))

  it("tells the place of a cell", () => {
    const { records, placeOf } = readCsv(file('é¦n\r\n"x\r\ny"¦5\n\n1¦"5"'), "¦")
    const places = records.flat().map((cell) => {
      const { line, column, length } = placeOf(cell)
      return [cell.text, line, column, length]
    })
    expect(places).toEqual([
      ["é", 1, 1, 1],
      ["n", 1, 3, 1],
      ["x\r\ny", 2, 1, 2],
      ["5", 3, 4, 1],
      ["1", 5, 1, 1],
      ["5", 5, 3, 3],
    ])
  })

  it.each([
    ["id,n\n1,a\rb\n", "LUX-1008 2:3"],
    ["id,n\n1,a\r\r\n", "LUX-1008 2:3"],
    ['id,n\n1,"a\n2,b\n', "LUX-2111 2:3"],
    ['id,n\n1,a"b\n', "LUX-2111 2:3"],
    ['id,n\r1,a\r2,"b"c', "LUX-2111 3:3"],
  ])("refuses %j", (text, expected) => {
    try {
      readCsv(file(text), ",")
      expect.unreachable()
    } catch (error) {
      if (!(error instanceof LuxError)) throw error
      expect(`${error.code} ${error.place?.line}:${error.place?.column}`).toBe(expected)
    }
  })
})
