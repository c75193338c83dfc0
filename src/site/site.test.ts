/** The parts of the site that are made without a project. */
import { describe, expect, it } from "vitest"
import { boundsIn } from "./checks.ts"
import { sqlHtml } from "./highlight.ts"
import { layered } from "./layout.ts"
import { lineDiff } from "./line-diff.ts"
import { firstSentence, markdownHtml } from "./markdown.ts"

describe("bounds", () => {
  it.each([
    ["between 1 and 5", 1, 5],
    ["more than 1 and less than 5.5", 1, 5.5],
    ["980 to 1,040 (median of 14 runs ± 3.5 MAD)", 980, 1040],
    ["at least -3", -3, null],
    ["less than 1e3", null, 1000],
    ["exactly 7", 7, 7],
    ["a value in at least one row", null, null],
    [null, null, null],
  ])("of %s are %s and %s", (text, low, high) => {
    expect(boundsIn(text)).toEqual({ low, high })
  })
})

describe("Markdown", () => {
  it.each([
    ["a **b**", "<p>a <strong>b</strong></p>\n"],
    ["<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"],
    ["[a](https://b.c)", '<p><a href="https://b.c" rel="noopener noreferrer">a</a></p>\n'],
    ["[a](javascript:x)", "<p>[a](javascript:x)</p>\n"],
    ["[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>\n"],
    ["![a](https://b.c/d.png)", '<p><a href="https://b.c/d.png" rel="noopener noreferrer">a</a></p>\n'],
    ["", ""],
  ])("%s is %s", (text, html) => {
    expect(markdownHtml(text)).toBe(html)
  })

  it.each([
    ["One. Two.", "One."],
    ["# Title\n\nSee [it](x) at v1.2, `now`! Then.", "See it at v1.2, now!"],
    ["no end", "no end"],
  ])("the first sentence of %s is %s", (text, sentence) => {
    expect(firstSentence(text)).toBe(sentence)
  })
})

describe("SQL", () => {
  it.each([
    "select '<b>' -- </span>",
    '{{config x=\'<\'}}\nselect "a""b" from t where x = 1e5 /* & */',
    "'open",
    "sélect ° \u202e",
  ])("keeps every character of %s", (sql) => {
    const html = sqlHtml(sql)
    expect(html.replace(/<\/?span[^>]*>/g, "")).toBe(
      sql
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("'", "&#39;"),
    )
  })
})

describe("a diff by lines", () => {
  it.each([
    ["a\nb\nc", "a\nx\nc", [" a", "-b", "+x", " c"]],
    ["", "a", ["+a"]],
    ["a", "", ["-a"]],
    ["1\n2\n3\n4\n5\n6\n7\n8\n9", "1\n2\n3\n4\n5\n6\n7\n8\nx", ["~", " 6", " 7", " 8", "-9", "+x"]],
  ])("of %j and %j", (before, after, expected) => {
    expect(lineDiff(before, after).map(({ sign, text }) => `${sign}${text}`)).toEqual(expected)
  })
})

describe("the layout", () => {
  it("puts every node behind what it reads, and none on another", () => {
    const edges = [
      [0, 1],
      [1, 2],
      [0, 2],
      [3, 2],
      [2, 4],
      [5, 4],
    ] as const
    const { x, y } = layered(7, edges)
    for (const [from, to] of edges) expect(x[to]).toBeGreaterThan(x[from] ?? 0)
    expect(new Set(x.map((each, at) => `${each} ${y[at]}`)).size).toBe(7)
  })

  it("gives a layer of very many nodes several columns", () => {
    const count = 2000
    const edges = Array.from({ length: count - 1 }, (_, at): [number, number] => [0, at + 1])
    const { x, y } = layered(count, edges)
    expect(Math.max(...y)).toBeLessThan(200)
    expect(new Set(x.map((each, at) => `${each} ${y[at]}`)).size).toBe(count)
    for (const [from, to] of edges) expect(x[to]).toBeGreaterThan(x[from] ?? 0)
  })
})
