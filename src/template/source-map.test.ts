import { describe, expect, it } from "vitest"
import { parseTemplate } from "./parse.ts"
import { render } from "./render.ts"
import { authoredPlace, callersOf } from "./source-map.ts"
import { testContext } from "./test-context.testkit.ts"

const context = testContext({
  vars: { brands: ["gucci", "prada"] },
  macros: `{{#macro "inner" "x"}}
  in {{x}} end{{/macro}}
{{#macro "outer" "x"}}out {{inner x}}{{/macro}}`,
})

describe("where rendered text was written", () => {
  it.each([
    'select 1\r\n  , {{ref "a"}}\r\nfrom {{self}}\r\n',
    "a \\{{x}} b \\\\{{self}} c",
    "a   {{~#if true~}}   b \u2028 c\n  {{~/if~}}   d {{self}} e",
    "é 日本 🙂 {{self}} 🙂 b\n{{! c }}c",
    '{{#each (var "brands")}}\n  {{this}} as x{{#unless @last}},{{/unless}}{{/each}} tail',
    "{{{{raw}}}} {{x}} {{{{/raw}}}} after",
    "{{!-- long\n comment --}}\nafter {{self}}",
  ])("verbatim pieces are the file's own: %j", (text) => {
    const file = { path: "m.sql", text }
    const rendered = render(parseTemplate(file), context)
    let end = 0
    for (const segment of rendered.segments) {
      expect(segment.outputStart).toBe(end)
      end = segment.outputEnd
      const output = rendered.text.slice(segment.outputStart, segment.outputEnd)
      if (segment.verbatim)
        expect(text.slice(segment.sourceStart, segment.sourceStart + output.length)).toBe(output)
      else expect(text.slice(segment.sourceStart).startsWith("{{")).toBe(true)
    }
    expect(end).toBe(rendered.text.length)
  })

  it("maps an offset to its line and column, computed text to its call", () => {
    const rendered = render(
      parseTemplate({ path: "m.sql", text: 'select a,\n  {{ref "b"}}.c\nfrom d' }),
      context,
    )
    const at = (found: string) => {
      const { line, column } = authoredPlace(rendered, rendered.text.indexOf(found))
      return `${line}:${column}`
    }
    expect([at("a,"), at("analytics"), at("b.c"), at(".c"), at("from"), at("d")]).toEqual([
      "1:8",
      "2:3",
      "2:3",
      "2:14",
      "3:1",
      "3:6",
    ])
    expect(authoredPlace(rendered, rendered.text.length)).toMatchObject({ line: 3, column: 7 })
  })

  it("leads into macros and back to who called them", () => {
    const rendered = render(parseTemplate({ path: "m.sql", text: "a\n{{outer 5}} b" }), context)
    const offset = rendered.text.indexOf("end")
    expect(authoredPlace(rendered, offset)).toMatchObject({ file: "macros/m.sql", line: 2, column: 12 })
    expect(callersOf(rendered, offset)).toMatchObject([
      { message: 'macro "inner" is called here', place: { file: "macros/m.sql", line: 3, column: 27 } },
      { message: 'macro "outer" is called here', place: { file: "m.sql", line: 2, column: 1 } },
    ])
    expect(callersOf(rendered, rendered.text.indexOf(" b"))).toEqual([])
  })

  it("keeps places where only a part of a file is the template", () => {
    const text = 'name: x\nsql: a {{ref "b"}} c\n'
    const template = parseTemplate({ path: "p.yml", text }, { start: 13, end: text.length - 1 })
    const rendered = render(template, context)
    expect(rendered.text).toBe("a analytics.b c")
    expect(authoredPlace(rendered, rendered.text.indexOf(" c"))).toMatchObject({ line: 2, column: 19 })
    expect(authoredPlace(rendered, 2)).toMatchObject({ line: 2, column: 8 })
  })
})
