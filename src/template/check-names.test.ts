import { describe, expect, it } from "vitest"
import type { LuxError } from "../errors.ts"
import { nameProblems } from "./check-names.ts"
import { parseTemplate } from "./parse.ts"
import { tryRendering } from "./render.ts"
import { macrosOf, testContext } from "./test-context.testkit.ts"

const macros = macrosOf(`{{#macro "cents" "column" digits=2}}{{column}}{{/macro}}
{{#macro "untaken" "items"}}{{#each items as |item|}}{{#if false}}{{item}}{{typo}}{{/if}}{{/each}}{{/macro}}`)
const context = testContext({ macros, vars: { brands: ["a"], labels: [{ name: "x" }], zero: 0, none: null } })

const told = (errors: readonly LuxError[]) =>
  errors.map(
    ({ code, place, message }) => `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`,
  )

function problems(text: string, names: readonly string[] = []): readonly string[] {
  return told(nameProblems(parseTemplate({ path: "m.sql", text }), context, names))
}

describe("what is wrong with names, without rendering", () => {
  it.each<[string, string]>([
    ["{{#if false}}{{nope}}{{/if}}", 'LUX-1102 m.sql:1:16 unknown name "nope"'],
    ["{{#if true}}{{else}}{{nope 1}}{{/if}}", 'LUX-1102 m.sql:1:21 unknown helper or macro "nope"'],
    ["{{#unless true}}{{upper (nope 1)}}{{/unless}}", 'LUX-1102 m.sql:1:25 unknown helper or macro "nope"'],
    ["{{#if (and false (nope))}}{{/if}}", 'LUX-1102 m.sql:1:18 unknown helper or macro "nope"'],
    ["{{choose true 1 nope}}", 'LUX-1102 m.sql:1:17 unknown name "nope"'],
    ["{{#if false}}{{#section}}{{/section}}{{/if}}", 'LUX-1102 m.sql:1:14 unknown block "section"'],
    ["{{#if false}}{{#with 1 as |x|}}{{x}}{{y}}{{/with}}{{/if}}", 'LUX-1102 m.sql:1:39 unknown name "y"'],
    ['{{#each (list "a") as |x|}}{{y}}{{/each}}', 'LUX-1102 m.sql:1:30 unknown name "y"'],
    ["{{#each (range 1 2)}}{{this}}{{../nope}}{{/each}}", 'LUX-1102 m.sql:1:32 unknown name "nope"'],
    ["{{#let a=1}}{{a}}{{/let}}{{#if false}}{{a}}{{/if}}", 'LUX-1102 m.sql:1:41 unknown name "a"'],
    [
      "{{#each (list)}}{{#if false}}{{@indx}}{{/if}}{{/each}}",
      'LUX-1102 m.sql:1:32 "@indx" is not known here',
    ],
    ["{{#if false}}{{@index}}{{/if}}", 'LUX-1102 m.sql:1:16 "@index" is not known here'],
    [
      "{{#if false}}{{../x}}{{/if}}",
      'LUX-1102 m.sql:1:16 "../x" leaves the template: there is no block that far out',
    ],
    [
      "{{#if false}}{{#if is_incremental}}{{/if}}{{/if}}",
      'LUX-1104 m.sql:1:20 "is_incremental" is a helper: its name alone is not its value',
    ],
    [
      "{{#if false}}{{upper cents}}{{/if}}",
      'LUX-1104 m.sql:1:22 "cents" is a macro: its name alone is not its value',
    ],
    [
      "{{#if false}}{{target.nmae}}{{/if}}",
      'LUX-1103 m.sql:1:16 "target.nmae": a dict has no property "nmae"',
    ],
    ["{{#if false}}{{upper}}{{/if}}", "LUX-1106 m.sql:1:14 upper takes 1 argument, not 0"],
    [
      "{{#if false}}{{#if 0 includeZreo=true}}{{/if}}{{/if}}",
      'LUX-1106 m.sql:1:22 {{#if}} takes no named argument "includeZreo"',
    ],
    [
      '{{#if false}}{{cents "a" digit=1}}{{/if}}',
      'LUX-1107 m.sql:1:26 macro "cents" has no argument "digit"',
    ],
    ["{{#if false}}{{cents}}{{/if}}", 'LUX-1107 m.sql:1:14 macro "cents" needs the argument "column"'],
    ["{{#if false}}{{model 1}}{{/if}}", 'LUX-1102 m.sql:1:14 "model" is a value and cannot be called'],
  ])("%s", (text, expected) => expect(problems(text, ["model"])).toEqual([expected]))

  it("tells all of them", () => {
    expect(
      problems("{{a}}{{#if b}}{{c 1}}{{else}}{{#if (d)}}{{/if}}{{/if}}").map((each) => each.slice(-3)),
    ).toEqual(['"a"', '"b"', '"c"', '"d"'])
  })

  it.each([
    "{{model}}{{#if model}}{{model.length}}{{/if}}",
    '{{cents "a"}}{{cents column="a" digits=0}}{{upper (cents "a")}}',
    "{{#each items}}{{anything}}{{@index}}{{@number}}{{#each this}}{{@../key}}{{../x}}{{/each}}{{/each}}",
    "{{#with model as |m|}}{{m.x}}{{anything.y}}{{this.z}}{{@root.a}}{{/with}}",
    "{{#if (is_defined nope)}}{{nope}}{{/if}}{{#let has=(is_defined other)}}{{#if has}}{{other}}{{/if}}{{/let}}",
    "{{self}}{{self.schema}}{{target.name}}{{is_incremental}}{{run_started_at}}{{invocation_id}}",
    "{{#each items as |item|}}{{default item.label item.name}}{{default ../x 1}}{{/each}}",
    "{{#let columns=(list 1)}}{{join columns}}{{/let}}{{{{raw}}}}{{nope}}{{{{/raw}}}}",
  ])("is content with %s", (text) => expect(problems(text, ["model", "items"])).toEqual([]))
})

describe("while rendering", () => {
  const left = (text: string) => tryRendering(parseTemplate({ path: "m.sql", text }), context)

  it.each<[string, readonly string[]]>([
    ['{{untaken (list "a")}}', ['LUX-1102 macros/m.sql:2:77 unknown name "typo"']],
    [
      '{{#each (var "brands") as |b|}}{{#if false}}{{typo}}{{/if}}{{/each}}',
      ['LUX-1102 m.sql:1:47 unknown name "typo"'],
    ],
    ['{{#each (var "labels")}}{{#if false}}{{perhaps}}{{/if}}{{/each}}', []],
    ['{{#with (var "none")}}{{anything}}{{/with}}', []],
    ["{{#if (is_defined x)}}{{x}}{{/if}}", []],
  ])("names in branches that are not taken: %s", (text, expected) =>
    expect(told(left(text).problems)).toEqual(expected),
  )

  it.each<[string, readonly string[]]>([
    [
      '{{#with (var "zero") as |z|}}{{z}}{{/with}}',
      ["LUX-1126 m.sql:1:1 {{#with}} over the number 0 renders nothing"],
    ],
    ["{{#with false}}{{/with}}", ["LUX-1126 m.sql:1:1 {{#with}} over false renders nothing"]],
    ["{{#with (list)}}{{/with}}", ["LUX-1126 m.sql:1:1 {{#with}} over an empty list renders nothing"]],
    ['{{#with ""}}{{/with}}', ['LUX-1126 m.sql:1:1 {{#with}} over the text "" renders nothing']],
    ['{{#with (var "zero")}}{{else}}{{/with}}{{#with 1}}{{/with}}{{#with null}}{{/with}}', []],
    ["{{#if false}}{{#with 0}}{{/with}}{{/if}}", []],
  ])("bodies that are dropped: %s", (text, expected) => expect(told(left(text).warnings)).toEqual(expected))
})
