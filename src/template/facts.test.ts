import { describe, expect, it } from "vitest"
import { evaluateConfig } from "./config-calls.ts"
import { factsOf } from "./facts.ts"
import { parseTemplate } from "./parse.ts"
import { attempt, macrosOf, testContext } from "./test-context.testkit.ts"
import type { JsMacro, MacroTable } from "./types.ts"

const place = { file: "macros/f.js", line: 1, column: 1 }
const js: JsMacro = { kind: "js", name: "from_file", file: "macros/f.js", call: () => "", place }
const macros: MacroTable = new Map([
  ...macrosOf(`{{#macro "direct"}}{{ref "in_macro"}} {{var "in_macro"}}{{/macro}}
{{#macro "through"}}
  {{direct}}{{/macro}}
{{#macro "given" "model"}}{{ref model}}{{/macro}}
{{#macro "incremental"}}{{#if (is_incremental)}}{{self}}{{/if}}{{/macro}}
{{#macro "loop"}}{{loop}}{{ref "looped"}}{{/macro}}
{{#macro "hides" "direct"}}{{direct}}{{/macro}}`),
  ["from_file", js],
])

const factsIn = (text: string) => factsOf(parseTemplate({ path: "m.sql", text }), macros)
const relations = (text: string) =>
  factsIn(text).relations.map(
    ({ kind, parts, place: at }) => `${kind} ${parts.join(".")} ${at.line}:${at.column}`,
  )

describe("relations found without rendering", () => {
  it.each<[string, string[]]>([
    ['a\n {{ref "b"}} {{source "s" "t"}}', ["ref b 2:2", "source s.t 2:14"]],
    ['{{ref "p" "b"}}', ["ref p.b 1:1"]],
    [
      '{{#if x}}{{ref "a"}}{{else if y}}{{ref "b"}}{{else}}{{ref "c"}}{{/if}}',
      ["ref a 1:10", "ref b 1:34", "ref c 1:53"],
    ],
    ['{{#each (list (ref "a") (ref "b"))}}{{this}}{{/each}}', ["ref a 1:15", "ref b 1:25"]],
    ['{{concat "x" (ref "a")}}{{dict k=(ref "b")}}', ["ref a 1:14", "ref b 1:34"]],
    ['{{! {{ref "a"}} }}\\{{ref "b"}}{{{{raw}}}}{{ref "c"}}{{{{/raw}}}}', []],
    ["a\n{{through}}", ["ref in_macro 2:1"]],
    ["{{upper (direct)}}", ["ref in_macro 1:9"]],
    ["{{loop}}", ["ref looped 1:1"]],
    ['{{hides "x"}}', []],
  ])("%s", (text, expected) => expect(relations(text)).toEqual(expected))

  it("tells the macros on the way", () => {
    expect(factsIn("{{through}}").relations[0]?.related).toMatchObject([
      { message: 'in macro "through"', place: { file: "macros/m.sql", line: 3, column: 3 } },
      { message: 'in macro "direct"', place: { file: "macros/m.sql", line: 1, column: 20 } },
    ])
  })
})

describe("what must be rendered to know", () => {
  it.each<[string, boolean]>([
    ['{{ref "a"}}', false],
    ["{{ref name}}", true],
    ['{{ref (concat "a" "b")}}', true],
    ['{{source "s" name}}', true],
    ['{{given "a"}}', true],
    ["{{from_file}}", true],
    ["{{upper (from_file)}}", true],
    ['{{config materialized="table"}}', false],
    ['{{config materialized=(var "m")}}', false],
    ['{{#if true}}{{config materialized="table"}}{{/if}}', false],
    ["{{direct}}", false],
  ])("%s", (text, expected) => expect(factsIn(text).dynamic).toBe(expected))
})

it("tells vars, environment, macros, self and is_incremental", () => {
  expect(factsIn('{{var "a"}}{{env "B" "x"}}{{through}}{{incremental}}')).toMatchObject({
    vars: ["a", "in_macro"],
    envs: ["B"],
    macros: ["through", "direct", "incremental"],
    usesSelf: true,
    usesIsIncremental: true,
  })
  expect(factsIn("{{target.name}}")).toMatchObject({ macros: [], usesSelf: false, usesIsIncremental: false })
})

describe("config", () => {
  const template = parseTemplate({
    path: "m.sql",
    text: '{{config materialized="table" unique_key=(list "a" "b")}}\n{{config sort=(var "s")}}\n{{nonsense}}',
  })

  it("is found and evaluated without rendering the rest", () => {
    expect(evaluateConfig(template, testContext({ vars: { s: "ts" } })).taken).toMatchObject([
      {
        place: { line: 1, column: 1 },
        places: { materialized: { line: 1, column: 10 }, unique_key: { column: 31 } },
        named: { materialized: "table", unique_key: ["a", "b"] },
        isConditional: false,
      },
      { place: { line: 2, column: 1 }, places: { sort: { line: 2, column: 10 } }, named: { sort: "ts" } },
    ])
  })

  it("takes named arguments only", () => {
    const wrong = parseTemplate({ path: "m.sql", text: '{{config "table"}}' })
    expect(attempt(() => String(evaluateConfig(wrong, testContext())))).toBe(
      "LUX-1106 1:1 config takes named arguments only, not 1",
    )
  })

  const configMacros =
    macrosOf(`{{#macro "tabled" "tag"}}{{config materialized="table" tags=(list tag)}}{{nonsense}}{{/macro}}
{{#macro "outer"}}{{tabled "outer"}}{{/macro}}
{{#macro "flag"}}{{#if true}}x{{/if}}{{/macro}}
{{#macro "round"}}{{round}}{{config tags="round"}}{{/macro}}
{{#macro "plain"}}{{nonsense}}{{/macro}}`)

  it.each<[string, readonly object[]]>([
    ['{{#if (eq target.name "dev")}}{{config a=1}}{{else}}{{config b=2}}{{/if}}', [{ a: 1 }]],
    ['{{#unless (var "on")}}{{config a=1}}{{/unless}}{{nonsense}}', []],
    ['{{#with (var "labels") as |l|}}{{config a=l.x}}{{/with}}', [{ a: "y" }]],
    ['{{#each (list "p" "q") as |t|}}{{config tags=t}}{{/each}}', [{ tags: "p" }, { tags: "q" }]],
    ['{{#let t="z"}}{{config tags=t}}{{/let}}', [{ tags: "z" }]],
    ["{{config a=1}}{{#if true}}{{config a=2}}{{/if}}{{config a=3}}", [{ a: 1 }, { a: 2 }, { a: 3 }]],
    ['{{tabled "x"}}{{ref "missing"}}', [{ materialized: "table", tags: ["x"] }]],
    ["{{outer}}", [{ materialized: "table", tags: ["outer"] }]],
    ["{{#if false}}{{outer}}{{/if}}{{plain}}", []],
    // The value of a macro that decides is never left out.
    ['{{#if (eq (flag) "x")}}{{config a=1}}{{/if}}', [{ a: 1 }]],
    ["{{#if (is_incremental)}}where true{{/if}}{{config a=1}}", [{ a: 1 }]],
    ["{{#if (is_incremental)}}{{config a=1}}{{else}}{{config a=1}}{{/if}}", [{ a: 1 }]],
  ])("in blocks and macros: %s", (text, expected) => {
    const context = testContext({ macros: configMacros, vars: { on: true, labels: { x: "y" } } })
    const { taken } = evaluateConfig(parseTemplate({ path: "m.sql", text }), context)
    expect(taken.map(({ named }) => named)).toEqual(expected)
  })

  it.each<[string, string]>([
    ["{{#if (is_incremental)}}{{config a=1}}{{/if}}", "LUX-1013 1:25 config cannot depend on is_incremental"],
    ["{{config a=(is_incremental)}}", "LUX-1013 1:1 config cannot depend on is_incremental"],
    [
      "{{#let i=(is_incremental)}}{{#if i}}{{config a=1}}{{/if}}{{/let}}",
      "LUX-1013 1:37 config cannot depend on is_incremental",
    ],
    ["{{#if nope}}{{config a=1}}{{/if}}", 'LUX-1102 1:7 unknown name "nope"'],
    ["{{round}}", 'LUX-1109 1:1 macro "round" is called inside itself without end'],
  ])("refuses %s", (text, expected) => {
    const context = testContext({ macros: configMacros })
    expect(attempt(() => String(evaluateConfig(parseTemplate({ path: "m.sql", text }), context)))).toBe(
      expected,
    )
  })

  it("tells what may take effect elsewhere", () => {
    const text = '{{config a=1}}{{#if false}}{{config b=2}}{{/if}}{{tabled "x"}}{{plain}}'
    const { conditional } = evaluateConfig(
      parseTemplate({ path: "m.sql", text }),
      testContext({ macros: configMacros }),
    )
    expect(conditional.map(({ places, file }) => [file.path, ...Object.keys(places)])).toEqual([
      ["m.sql", "b"],
      ["macros/m.sql", "materialized", "tags"],
    ])
  })
})
