import { describe, expect, it } from "vitest"
import { outcome, testContext } from "./test-context.testkit.ts"

const context = testContext({ env: { N: "17895695668004551" }, vars: { long: "x" } })

describe("arithmetic", () => {
  it.each([
    ["add 1 2", "3"],
    ["add 1 2 3.50", "6.50"],
    ["add 0.1 0.2", "0.3"],
    ['add (env "N") 1', "17895695668004552"],
    [`add ${"9".repeat(38)} 1`, `1${"0".repeat(38)}`],
    ["add -0 0", "0"],
    ["subtract 1 1.10", "-0.10"],
    ["subtract 9007199254740993 9007199254740992", "1"],
    ["multiply 1.10 2", "2.20"],
    ["multiply -3 4 5", "-60"],
    ["multiply 12345678901234567890 98765432109876543210", "1219326311370217952237463801111263526900"],
    ["divide 10 4", "2.5"],
    ["divide 6 3", "2"],
    ["divide 1.10 1.1", "1"],
    ["divide 0 7", "0"],
    ["divide 1 1024", "0.0009765625"],
    ["divide 1 3 2", "0.33"],
    ["divide 1 3 scale=2", "0.33"],
    ["divide 2 3 scale=0", "1"],
    ["divide 1 4 scale=1", "0.3"],
    ["divide -1 4 scale=1", "-0.3"],
    ["divide 1 -4 scale=1", "-0.3"],
    ["divide -1 -4 scale=1", "0.3"],
    ["divide 10 4 scale=2", "2.50"],
    ["divide 17895695668004551 10 scale=0", "1789569566800455"],
    ["(divide 1 3 (add 1 1))", "0.33"],
    ["divide 1 0", "LUX-1121 1:1 division by zero"],
    ["divide 1 0.00 2", "LUX-1121 1:1 division by zero"],
    ["divide 1 3", "LUX-1122 1:1 the quotient has no end: divide needs a scale"],
    ["divide 1 3 2 scale=2", "LUX-1106 1:1 divide is given the scale twice"],
    [
      "divide 1 3 -1",
      "LUX-1106 1:1 the scale of divide must be a whole number from 0 to 1000, not the number -1",
    ],
    [
      "divide 1 3 1.50",
      "LUX-1106 1:1 the scale of divide must be a whole number from 0 to 1000, not the number 1.50",
    ],
    [
      "divide 1 3 1001",
      "LUX-1106 1:1 the scale of divide must be a whole number from 0 to 1000, not the number 1001",
    ],
    ['add 1 "x"', 'LUX-1106 1:1 add takes numbers, not the text "x"'],
    ['add 1 "1e3"', 'LUX-1106 1:1 add takes numbers, not the text "1e3"'],
    ["add 1 null", "LUX-1106 1:1 add takes numbers, not nothing"],
    ["add 1 (list 1)", "LUX-1106 1:1 add takes numbers, not a list"],
    ["add 1", "LUX-1106 1:1 add takes 2 or more arguments, not 1"],
  ])("%s is %s", (call, expected) =>
    expect(outcome(`{{${call.replace(/^\((.*)\)$/, "$1")}}}`, context)).toBe(expected),
  )
})

describe("numbers of templates", () => {
  it.each([
    [
      "{{17895695668004551}} {{1.10}} {{007}} {{-0}} {{12345678901234567890.12}}",
      "17895695668004551 1.10 007 -0 12345678901234567890.12",
    ],
    ["{{#if (eq 1.10 1.1)}}y{{/if}}{{#if (ne 9007199254740993 9007199254740992)}}y{{/if}}", "yy"],
    [
      "{{#if (gt 9007199254740993 9007199254740992)}}y{{/if}}{{#if (lt 0.1 0.10000000000000001)}}y{{/if}}",
      "yy",
    ],
    [
      "{{#if 0.00}}y{{else}}n{{/if}}{{#if -0}}y{{else}}n{{/if}}{{#if 0.00 includeZero=true}}y{{/if}}{{#if 0.10}}y{{/if}}",
      "nnyy",
    ],
    [
      "{{#if (contains (list 1.1 2) 1.10)}}y{{/if}}{{#if (contains (list 9007199254740992) 9007199254740993)}}y{{else}}n{{/if}}",
      "yn",
    ],
    ["{{literal 17895695668004551}} {{literal 1.10}}", "17895695668004551 1.10"],
    ['{{join (list 1.10 17895695668004551) "+"}} {{concat 1.10 "x"}}', "1.10+17895695668004551 1.10x"],
    ["{{#each (range 1.0 03)}}{{this}},{{/each}}", "1,2,3,"],
    ["{{#each (list 1.10)}}{{this}}{{/each}}{{#with 1.10 as |v|}} {{v}}{{/with}}", "1.10 1.10"],
    ["{{default null 1.10}} {{or 0.0 1.50}} {{lookup (list 7 8) 1}}", "1.10 1.50 8"],
    ["{{#each 1.10}}{{/each}}", "LUX-1106 1:9 {{#each}} goes through a list or a dict, not the number 1.10"],
    [
      "{{lt 1.10 (list)}}",
      "LUX-1106 1:1 lt compares two numbers or two texts, not the number 1.10 and an empty list",
    ],
    ["{{length 1.10}}", "LUX-1106 1:1 length takes a list or a text, not the number 1.10"],
    [
      "{{#with 1.10}}{{this.text}}{{/with}}",
      'LUX-1103 1:17 "this.text": the number 1.10 has no property "text"',
    ],
  ])("%s is %s", (template, expected) => expect(outcome(template, context)).toBe(expected))
})
