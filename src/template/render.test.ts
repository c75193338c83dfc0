import { describe, expect, it } from "vitest"
import { parseTemplate } from "./parse.ts"
import { renderText, renderValue } from "./render.ts"
import { outcome, testContext } from "./test-context.testkit.ts"

const vars = { brands: ["gucci", "prada"], empty: [], limit: 5, none: null, labels: { a: "x", b: "y" } }
const scope = {
  items: [
    { name: "one", label: "1st" },
    { name: "two", sub: { deep: "d" } },
  ],
  model: "m",
  target_like: { target: "hidden" },
  text: "it's",
}
const context = testContext({ vars, env: { HOME: "/home" }, isIncremental: true })
const check = (template: string, expected: string) => expect(outcome(template, context, scope)).toBe(expected)

describe("text", () => {
  it.each([
    ["plain < > & ' \" }}", "plain < > & ' \" }}"],
    ["a\n{{#if true}}\nb\n{{/if}}\nc", "a\n\nb\n\nc"],
    ["a\n{{~#if true~}}\nb\n{{~/if~}}\nc", "abc"],
    ["a {{~! note ~}} b", "ab"],
    ["a{{! note }}{{!-- {{x}} --}}b", "ab"],
    ["\\{{x}} and \\{{y}}", "{{x}} and {{y}}"],
    ["\\\\{{model}}", "\\m"],
    ["{{{{raw}}}} {{x}} {{#if}} {{{{/raw}}}}", " {{x}} {{#if}} "],
    ["{{text}} {{{text}}} {{&text}}", "it's it's it's"],
    ["a\r\n{{model}}\r\nb", "a\r\nm\r\nb"],
    ["", ""],
  ])("%j", check)
})

describe("helpers", () => {
  it.each([
    ['{{ref "brand"}}', "analytics.brand"],
    ['{{ref "pkg" "brand"}}', "analytics.brand"],
    ['{{source "lake" "media"}}', "lake.media"],
    ['{{#with (ref "brand")}}{{schema}}/{{name}}/{{label}}{{/with}}', "analytics/brand/analytics.brand"],
    ['[{{config materialized="table"}}]', "[]"],
    ['{{var "limit"}} {{var "other" "d"}} {{env "HOME"}} {{env "X" "y"}}', "5 d /home y"],
    [
      "{{self}} {{is_incremental}} {{target.name}} {{run_started_at}} {{invocation_id}}",
      "analytics.this_model true dev 2024-05-01T10:00:00.000Z abc",
    ],
    ["{{#if (is_incremental)}}yes{{else}}no{{/if}}", "yes"],
    ['{{#if (eq target.name "dev")}}yes{{/if}}{{#with target}}{{name}}{{/with}}', "yesdev"],
    ['{{join (list "a" 1 true) "-"}} {{join (list 1 2)}}', "a-1-true 1, 2"],
    ['{{#with (dict a="x" b=2)}}{{a}}{{b}}{{/with}}', "x2"],
    ['{{concat "a" 1 (ref "b")}}', "a1analytics.b"],
    [
      "{{eq 1 1}} {{ne 1 1}} {{lt 1 2}} {{lte 2 2}} {{gt 1 2}} {{gte 2 2}}",
      "true false true true false true",
    ],
    ['{{lt "a" "b"}} {{not ""}}', "true true"],
    ['{{or "" 0 "x"}} {{and 1 "y"}} {{#if (and 1 (list))}}a{{else}}b{{/if}}', "x y b"],
    ['{{default null "d"}} {{default "" "d"}} {{default (var "none") "n"}}', "d  n"],
    ['{{upper "ab"}} {{lower "AB"}} [{{trim " a "}}] {{replace "a.b.c" "." "$&"}}', "AB ab [a] a$&b$&c"],
    ["{{literal text}} {{literal 5}} {{literal null}}", "'it''s' 5 null"],
    [
      '{{length (list 1 2)}} {{length "abc"}} {{contains (list 1 2) 2}} {{contains "abc" "d"}}',
      "2 3 true false",
    ],
    ['{{join (range 1 4) ","}}', "1,2,3,4"],
    ['{{lookup (dict a="x") "a"}}{{lookup (list "p" "q") 1}}', "xq"],
  ])("%s", check)
})

describe("blocks and scopes", () => {
  it.each([
    ["{{#if 0}}a{{else if (eq 1 2)}}b{{else if true}}c{{else}}d{{/if}}", "c"],
    ["{{#if 0 includeZero=true}}a{{/if}}{{#unless (list)}}b{{else}}c{{/unless}}", "ab"],
    ["{{^if true}}a{{else}}b{{/if}}", "b"],
    [
      '{{#each (var "brands")}}{{#unless @first}}, {{/unless}}{{this}}{{@index}}{{@last}}{{/each}}',
      "gucci0false, prada1true",
    ],
    ['{{#each (var "brands") as |brand at|}}{{at}}:{{brand}} {{/each}}', "0:gucci 1:prada "],
    ['{{#each (var "labels") as |value key|}}{{key}}={{value}}{{@key}}{{/each}}', "a=xab=yb"],
    ['{{#each (var "empty")}}x{{else}}none{{/each}}', "none"],
    ["{{#each items}}{{name}}-{{model}} {{/each}}", "one-m two-m "],
    ["{{#each items}}{{this.name}}{{./name}}{{../model}}{{@root.model}} {{/each}}", "oneonemm twotwomm "],
    [
      "{{#each items as |item|}}{{#each (list 1 2)}}{{item.name}}{{this}}{{@../index}} {{/each}}{{/each}}",
      "one10 one20 two11 two21 ",
    ],
    ['{{#each items}}{{#if (eq name "two")}}{{sub.deep}}{{/if}}{{/each}}', "d"],
    ["{{#each items}}{{default label name}} {{/each}}", 'LUX-1102 1:26 unknown name "label"'],
    ["{{#each items}}{{default this.label name}} {{/each}}", "1st two "],
    ["{{#each items as |item|}}{{default item.label item.name}} {{/each}}", "1st two "],
    ["{{#with null}}a{{else}}b{{/with}}{{#with items as |all|}}{{all.length}}{{/with}}", "b2"],
    ["{{items.[0].name}}{{items.1.name}}", "onetwo"],
    ["{{#with target_like}}{{this.target}}{{/with}}", "hidden"],
    [
      "{{#each items as |item|}}{{#each (list 1 2)}}{{@../number}}{{@number}} {{/each}}{{/each}}",
      "11 12 21 22 ",
    ],
    ['{{choose (eq 1 1) "a" (error "not evaluated")}}{{choose (list) nope "b"}}', "ab"],
  ])("%s", check)

  it.each([
    [
      "{{#let limit=0 off=false none=null empty=(list)}}[{{limit}}{{off}}{{length empty}}]{{/let}}",
      "[0false0]",
    ],
    ["{{#let a=1 b=(list a 2)}}{{join b}}{{/let}}", "1, 2"],
    [
      '{{#let text="x"}}{{text}}{{#let text=(concat text "y")}}{{text}}{{/let}}{{text}}{{/let}}{{text}}',
      "xxyxit's",
    ],
    // The block changes neither `this`, `../` and `@index` nor which of two names wins.
    ["{{#each items}}{{#let x=1}}{{this.name}}{{../model}}{{@index}} {{/let}}{{/each}}", "onem0 twom1 "],
    ["{{#each (list items) as |name|}}{{#let x=1}}{{name.0.name}}{{/let}}{{/each}}", "one"],
    ["{{#with items.[0]}}{{#each (list 1) as |name|}}{{#let x=1}}{{name}}{{/let}}{{/each}}{{/with}}", "1"],
    ["{{#each items}}{{#let name=5}}{{name}}{{/let}}{{/each}}", "55"],
    ["{{#let columns=(list 1)}}{{join columns}}{{/let}}", "1"],
  ])("let: %s", check)

  it.each([
    [
      "{{is_defined model}}{{is_defined nope}}{{is_defined items.0.sub}}{{is_defined items.1.sub.deep}}",
      "truefalsefalsetrue",
    ],
    ["{{#each items}}{{is_defined sub}}{{is_defined this.label}} {{/each}}", "falsetrue truefalse "],
    ['{{is_defined (var "limit")}}{{is_defined (var "nope")}}{{is_defined (var "none")}}', "truefalsetrue"],
    [
      '{{is_defined (env "HOME")}}{{is_defined (env "NOPE")}}{{is_defined upper}}{{is_defined @index}}',
      "truefalsetruefalse",
    ],
    ["{{#if (is_defined nope)}}{{nope}}{{/if}}", ""],
  ])("is_defined: %s", check)
})

describe("errors", () => {
  it.each([
    ["a\n  {{nope_at_all}}", 'LUX-1102 2:5 unknown name "nope_at_all"'],
    ["{{modle}}", 'LUX-1102 1:3 unknown name "modle"'],
    ['{{reff "a"}}', 'LUX-1102 1:1 unknown helper or macro "reff"'],
    ['x {{upper (reff "a")}}', 'LUX-1102 1:11 unknown helper or macro "reff"'],
    ["{{model 1}}", 'LUX-1102 1:1 "model" is a value and cannot be called'],
    ["{{#section}}{{/section}}", 'LUX-1102 1:1 unknown block "section"'],
    ["{{../model}}", 'LUX-1102 1:3 "../model" leaves the template: there is no block that far out'],
    ["{{@index}}", 'LUX-1102 1:3 "@index" is not known here'],
    ["{{#each items}}{{this.label}}{{/each}}", 'LUX-1103 1:18 "this.label": a dict has no property "label"'],
    ["{{target.nam}}", 'LUX-1103 1:3 "target.nam": a dict has no property "nam"'],
    ["{{items.constructor}}", 'LUX-1103 1:3 "items.constructor": a list has no property "constructor"'],
    ["{{this.__proto__}}", 'LUX-1103 1:3 "this.__proto__": a dict has no property "__proto__"'],
    ['{{#with (var "none")}}{{else}}{{x}}{{/with}}', 'LUX-1102 1:33 unknown name "x"'],
    [
      "{{#if is_incremental}}a{{/if}}",
      'LUX-1104 1:7 "is_incremental" is a helper: its name alone is not its value',
    ],
    [
      "{{eq is_incremental true}}",
      'LUX-1104 1:6 "is_incremental" is a helper: its name alone is not its value',
    ],
    [
      "{{config incremental=is_incremental}}",
      'LUX-1104 1:22 "is_incremental" is a helper: its name alone is not its value',
    ],
    ["{{list 1}}", "LUX-1105 1:1 {{list 1}} is a list and cannot be printed"],
    ["{{target}}", "LUX-1105 1:1 {{target}} is a dict and cannot be printed"],
    ['{{var "none"}}', 'LUX-1105 1:1 {{var "none"}} is nothing and cannot be printed'],
    ['{{concat "a" (list 1)}}', "LUX-1105 1:1 concat takes texts, not a list"],
    ["{{eq 1}}", "LUX-1106 1:1 eq takes 2 arguments, not 1"],
    ["{{upper}}", "LUX-1106 1:1 upper takes 1 argument, not 0"],
    ['{{upper "a" loud=true}}', 'LUX-1106 1:13 upper takes no named argument "loud"'],
    ['{{lt 1 "a"}}', 'LUX-1106 1:1 lt compares two numbers or two texts, not the number 1 and the text "a"'],
    ['{{config "table"}}', "LUX-1106 1:1 config takes named arguments only, not 1"],
    ["{{#each model}}{{/each}}", 'LUX-1106 1:9 {{#each}} goes through a list or a dict, not the text "m"'],
    ["{{#if eq 1 1}}{{/if}}", "LUX-1106 1:1 {{#if}} takes 1 argument, not 3"],
    ['a {{error "stop here"}}', "LUX-1108 1:3 stop here"],
    [
      "{{#each items as |list|}}{{/each}}",
      'LUX-1110 1:1 the block parameter "list" has the name of a helper',
    ],
    ['{{#macro "x"}}{{/macro}}', "LUX-1115 1:1 {{#macro}} defines something and cannot stand here"],
    ["{{#with target_like}}{{target}}{{/with}}", 'LUX-1116 1:24 "target" is a property here and a helper'],
    ["{{#let 1}}{{/let}}", "LUX-1106 1:8 {{#let}} takes named arguments only"],
    ["{{#let}}{{/let}}", "LUX-1106 1:1 {{#let}} takes named arguments only"],
    ["{{#let a=1 as |b|}}{{/let}}", "LUX-1106 1:1 {{#let}} takes named arguments only"],
    ["{{#let a=1}}{{else}}{{/let}}", "LUX-1106 1:1 {{#let}} takes no {{else}}: its body always renders"],
    ["{{#let list=1}}{{/let}}", 'LUX-1110 1:8 the name "list" in {{#let}} has the name of a helper'],
    ["{{#let a=1}}{{/let}}{{a}}", 'LUX-1102 1:23 unknown name "a"'],
    ['{{is_defined "a"}}', "LUX-1106 1:1 is_defined takes a name, not a literal value"],
    ["{{choose true 1}}", "LUX-1106 1:1 choose takes 3 arguments, not 2"],
    ['{{ref "missing"}}', 'LUX-1201 1:1 model "missing" does not exist'],
  ])("%s", check)

  it("says what may have been meant", () => {
    expect(() => renderText("{{modle}}", context, scope)).toThrow(
      expect.objectContaining({ hint: 'Did you mean "model"?' }),
    )
    expect(() => renderText("{{#if is_incremental}}{{/if}}", context)).toThrow(
      expect.objectContaining({ hint: "Write (is_incremental) to call it." }),
    )
  })

  it("says that there is no self", () => {
    expect(outcome("{{self}}", testContext({ self: undefined }))).toMatch(/^LUX-1114 1:1 /)
  })
})

describe("a value that is one mustache keeps its type", () => {
  it.each<[string, unknown]>([
    ['{{var "limit"}}', 5],
    ['{{var "brands"}}', ["gucci", "prada"]],
    ["{{model}}", "m"],
    ['{{var "limit"}} ', "5 "],
    ['a{{var "limit"}}', "a5"],
    ["{{true}}", true],
  ])("%s", (text, expected) => {
    expect(renderValue(parseTemplate({ path: "p.yml", text }), context, scope)).toEqual(expected)
  })
})
