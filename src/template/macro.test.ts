import { describe, expect, it } from "vitest"
import { LuxErrors } from "../errors.ts"
import { parseMacroFile } from "./macro-file.ts"
import { macroTable } from "./macro-table.ts"
import { parseTemplate } from "./parse.ts"
import { render } from "./render.ts"
import { attempt, macrosOf, outcome, testContext } from "./test-context.testkit.ts"

const macros = macrosOf(`
-- money
{{#macro "cents" "column" digits=2}}round({{column}} / 100, {{digits}}){{/macro}}
{{! calls another }}
{{#macro "both" "a" "b"}}{{cents a}} + {{cents column=b digits=0}}{{/macro}}
/* more */
{{#macro "each_of" "items" "separator"}}{{#each items}}{{this}}{{#unless @last}}{{separator}}{{/unless}}{{/each}}{{/macro}}
{{#macro "nothing"}}x{{/macro}}
{{#macro "peek"}}{{outside}}{{/macro}}
{{#macro "broken" "a"}}
  {{a.b}}{{/macro}}
{{#macro "broken_deep" "a"}}{{broken a}}{{/macro}}
{{#macro "endless" "a"}}{{endless a}}{{/macro}}
{{#macro "count_down" "n"}}{{n}}{{#if (gt n 0)}} {{count_down (lookup (list 0 0 1 2) n)}}{{/if}}{{/macro}}
{{#macro "read" "model"}}{{ref model}}{{/macro}}
{{#macro "defaults" items=(list "a" "b") options=(dict x=1) none=null}}{{join items}}{{options.x}}{{default none "n"}}{{/macro}}
{{#macro "own" "nothing"}}{{nothing}}{{/macro}}
`)
const context = testContext({ macros })

describe("calls", () => {
  it.each([
    ['{{cents "price"}}', "round(price / 100, 2)"],
    ['{{cents "price" 4}} {{cents digits=1 column="p"}}', "round(price / 100, 4) round(p / 100, 1)"],
    ['{{both "x" "y"}}', "round(x / 100, 2) + round(y / 100, 0)"],
    ['{{upper (cents "price")}}', "ROUND(PRICE / 100, 2)"],
    ['{{each_of (list "a" "b") "; "}}', "a; b"],
    ["{{nothing}}{{concat (nothing) 1}}", "xx1"],
    ["{{count_down 3}}", "3 2 1 0"],
    ["{{defaults}}", "a, b1n"],
    ["{{own 5}}", "5"],
    ["{{#each (list 1 2) as |nothing|}}{{nothing}}{{/each}}", "12"],
    ['{{read "brand"}}', "analytics.brand"],
    ["{{cents}}", 'LUX-1107 1:1 macro "cents" needs the argument "column"'],
    ["{{cents 1 2 3}}", 'LUX-1107 1:13 macro "cents" takes at most 2 arguments'],
    ["{{nothing 1}}", 'LUX-1107 1:11 macro "nothing" takes at most no arguments'],
    ["{{cents 1 digit=2}}", 'LUX-1107 1:11 macro "cents" has no argument "digit"'],
    ["{{cents 1 column=2}}", 'LUX-1107 1:11 macro "cents" is given the argument "column" twice'],
    ["{{cent 1}}", 'LUX-1102 1:1 unknown helper or macro "cent"'],
    ["{{#if nothing}}{{/if}}", 'LUX-1104 1:7 "nothing" is a macro: its name alone is not its value'],
    ["a\n {{broken 1}}", 'LUX-1103 2:2 "a.b": the number 1 has no property "b"'],
    ["{{endless 1}}", 'LUX-1109 1:1 macro "endless" is called inside itself without end'],
    ['{{nothing}} {{read "missing"}}', 'LUX-1201 1:13 model "missing" does not exist'],
  ])("%s", (template, expected) => expect(outcome(template, context)).toBe(expected))

  it("hides the caller's names from the macro", () => {
    expect(outcome("{{outside}} {{peek}}", context, { outside: 1 })).toBe(
      'LUX-1102 1:13 unknown name "outside"',
    )
  })

  it("tells the macro's signature and place", () => {
    expect(() => render(parseTemplate({ path: "m.sql", text: "{{cents}}" }), context)).toThrow(
      expect.objectContaining({
        hint: "Write {{cents column digits=2}}.",
        related: [
          expect.objectContaining({
            place: expect.objectContaining({ file: "macros/m.sql", line: 3, column: 1 }),
          }),
        ],
      }),
    )
  })

  it("tells every macro on the way to an error", () => {
    expect(() => render(parseTemplate({ path: "m.sql", text: "{{broken_deep 1}}" }), context)).toThrow(
      expect.objectContaining({
        place: expect.objectContaining({ file: "m.sql", line: 1, column: 1 }),
        related: [
          { message: 'in macro "broken_deep"', place: expect.objectContaining({ line: 12, column: 29 }) },
          { message: 'in macro "broken"', place: expect.objectContaining({ line: 11, column: 5 }) },
        ],
      }),
    )
  })
})

describe("definitions", () => {
  const parse = (text: string) => parseMacroFile({ path: "macros/m.sql", text })

  it("keeps parameters, defaults and places", () => {
    const [test] = parse('\n{{#test "bounds" "model" least=1}}select {{model}}{{/test}}').tests
    expect(test).toMatchObject({
      name: "bounds",
      parameters: [
        { name: "model", place: { line: 2, column: 18 } },
        { name: "least", default: 1, place: { line: 2, column: 26 } },
      ],
      body: { text: "select {{model}}", start: 35 },
      place: { line: 2, column: 1 },
    })
    expect(test?.parameters[0]).not.toHaveProperty("default")
  })

  it.each([
    ['{{#macro "a"}}{{/macro}}\nselect 1', "LUX-1111 2:1 only macros and tests are defined here"],
    ['{{#macro "a"}}{{/macro}}\n{{a}}', "LUX-1111 2:1 only macros and tests are defined here"],
    ["{{#macro}}{{/macro}}", "LUX-1111 1:1 a macro needs a name in quotes"],
    ["{{#macro a}}{{/macro}}", "LUX-1111 1:1 a macro needs a name in quotes"],
    ['{{#macro "a" b}}{{/macro}}', 'LUX-1111 1:14 an argument of macro "a" is named in quotes'],
    ['{{#macro "a-b"}}{{/macro}}', 'LUX-1111 1:1 "a-b" is not a name for a macro'],
    [
      '{{#macro "a" b=(upper "x")}}{{/macro}}',
      "LUX-1111 1:16 a default is a text, a number, true, false, null, (list ...) or (dict ...)",
    ],
    ['{{#macro "a"}}x{{else}}y{{/macro}}', "LUX-1111 1:24 {{#macro}} takes no {{else}}"],
    ['{{#macro "list"}}{{/macro}}', 'LUX-1110 1:1 the macro "list" has the name of a helper'],
    ['{{#macro "a" "target"}}{{/macro}}', 'LUX-1110 1:14 the argument "target" has the name of a helper'],
    ['{{#macro "a" target="x"}}{{/macro}}', 'LUX-1110 1:14 the argument "target" has the name of a helper'],
    ['{{#test "t" "model" "ref"}}{{/test}}', 'LUX-1110 1:21 the argument "ref" has the name of a helper'],
    ['{{#macro "a" "b" b=1}}{{/macro}}', 'LUX-1110 1:18 macro "a" has the argument "b" twice'],
    ['{{#macro "a"}}', 'LUX-1101 1:1 the block "{{#macro}}" is never closed'],
  ])("%s", (text, expected) => expect(attempt(() => String(parse(text)))).toBe(expected))

  it("reports independent problems together", () => {
    expect(() => parse('stray\n{{#macro "if"}}{{/macro}}\n{{#macro "a" "if"}}{{/macro}}')).toThrow(LuxErrors)
  })

  it("names both files of a name that is defined twice", () => {
    const of = (path: string) => parseMacroFile({ path, text: '\n{{#macro "twice"}}{{/macro}}' }).macros
    expect(() => macroTable([...of("macros/a.sql"), ...of("macros/b.sql")])).toThrow(
      expect.objectContaining({
        code: "LUX-1110",
        message: 'the macro "twice" is defined twice: here and in macros/a.sql',
        place: expect.objectContaining({ file: "macros/b.sql", line: 2 }),
        related: [
          expect.objectContaining({ place: expect.objectContaining({ file: "macros/a.sql", line: 2 }) }),
        ],
      }),
    )
  })
})
