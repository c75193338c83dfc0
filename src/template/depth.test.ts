import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { parseTemplate } from "./parse.ts"

function place(text: string): string {
  try {
    parseTemplate({ path: "a.sql", text })
    return "parsed"
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return `${error.code} ${error.place?.line}:${error.place?.column}`
  }
}

const nested: Readonly<Record<string, (depth: number) => string>> = {
  blocks: (depth) => "{{#if a}}\n".repeat(depth) + "{{/if}}".repeat(depth),
  "blocks for what is not": (depth) => "{{^a}}\n".repeat(depth) + "{{/a}}".repeat(depth),
  "else if": (depth) => `{{#if a}}\n${"{{else if a}}\n".repeat(depth - 1)}{{/if}}`,
  calls: (depth) => `{{concat\n${"(concat\n".repeat(depth)}a${")".repeat(depth)}}}`,
}

describe.each(Object.entries(nested))("%s in each other", (_, text) => {
  it("may be 500 deep, and are an error at once where they are deeper", () => {
    expect(place(text(500))).toBe("parsed")
    expect(place(text(501))).toMatch(/^LUX-1101 50[12]:1$/)
    expect(place(text(20_000))).toMatch(/^LUX-1101 50[12]:1$/)
  })
})

it("one after another there may be as many as one likes", () => {
  expect(place("{{#if (a b)}}1{{else if c}}2{{else}}3{{/if}}\n".repeat(2000))).toBe("parsed")
})
