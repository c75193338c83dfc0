import { describe, expect, it } from "vitest"
import { type Field, parseFields } from "./fields.ts"

describe("fields", () => {
  it.each([
    ["id", "id"],
    ["id, name", "id name"],
    ["media.limit(25).after(QVF-_=){id,like_count},id", "media(limit=25,after=QVF-_=)[id like_count] id"],
    [
      "business_discovery.username(my.brand){media{children{id}}}",
      "business_discovery(username=my.brand)[media[children[id]]]",
    ],
  ])("%s", (text, expected) => {
    expect(written(parseFields(text))).toBe(expected)
  })

  it.each([
    ["", "Expected a name instead of end of string"],
    ["id,", "Expected a name instead of end of string"],
    ["a{id", 'Expected "}" instead of end of string'],
    ["a{}", 'Expected a name instead of "}"'],
    ["a}", 'Expected end of string instead of "}"'],
    ["a.limit", 'Expected "(" instead of end of string'],
    ["a.limit(2", 'Expected ")" instead of "2"'],
  ])("refuses %j", (text, message) => {
    expect(() => parseFields(text)).toThrow(message)
  })
})

function written(fields: readonly Field[]): string {
  return fields.map(one).join(" ")
}

function one({ name, arguments: given, fields }: Field): string {
  const list = [...given].map(([key, value]) => `${key}=${value}`).join(",")
  return `${name}${list === "" ? "" : `(${list})`}${fields === undefined ? "" : `[${written(fields)}]`}`
}
