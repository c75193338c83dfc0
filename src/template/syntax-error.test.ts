import { describe, expect, it } from "vitest"
import { LuxError } from "../errors.ts"
import { parseTemplate } from "./parse.ts"
import { attempt } from "./test-context.testkit.ts"

const outcome = (text: string) => attempt(() => String(parseTemplate({ path: "m.sql", text })))

describe("a text that does not parse", () => {
  it.each([
    ["select 1\n{{#if a}}\nx", 'LUX-1101 2:1 the block "{{#if}}" is never closed'],
    ["{{#if a}}{{#each b}}{{/each}}", 'LUX-1101 1:1 the block "{{#if}}" is never closed'],
    ["{{#if a}}x{{else}}y", 'LUX-1101 1:1 the block "{{#if}}" is never closed'],
    ["{{#if a}}\n{{#each b}}\nx{{/if}}", 'LUX-1101 3:2 "{{/if}}" stands where "{{/each}}" is expected'],
    ["a {{/if}}", 'LUX-1101 1:3 "{{/if}}" closes a block that was never opened'],
    ["{{#if a}}{{/if}}\n{{/if}}", 'LUX-1101 2:1 "{{/if}}" closes a block that was never opened'],
    ["a\n b {{ c", 'LUX-1101 2:4 "{{" is never closed'],
    ["{{ref x", 'LUX-1101 1:1 "{{" is never closed'],
    ["a {{ from b\nwhere {{ref 'x'}}", 'LUX-1101 1:3 "{{" is never closed'],
    ["{{ref 'x}}", "LUX-1101 1:7 a text in quotes is never closed"],
    ["{{source 'a', 'b'}}", 'LUX-1101 1:13 unexpected "," in the template'],
    ["{{ref('x')}}", 'LUX-1101 1:3 unexpected "ref(" in the template'],
    ["{{ref ('x')}}", "LUX-1101 1:8 \"'x'\" cannot be called"],
    ["{{config(materialized='table')}}", 'LUX-1101 1:3 unexpected "config(" in the template'],
    ["{{name | upper}}", 'LUX-1101 1:8 unexpected "|" in the template'],
    ["a {{!-- b }} c", "LUX-1101 1:3 a comment is never closed"],
    ["a\n{{{{raw}}}} {{b}}", 'LUX-1101 2:1 the block "{{{{raw}}}}" is never closed'],
    ["{{else}}", 'LUX-1101 1:1 unexpected "{{else}}" in the template'],
    ["{{}}", 'LUX-1101 1:3 unexpected "}}" in the template'],
    ["{{dict a=1 a=2}}", 'LUX-1101 1:12 the argument "a" is given twice'],
    ["{{ref (name='x')}}", "LUX-1101 1:7 named arguments need a helper"],
    ["{{(ref 'x')}}", "LUX-1101 1:3 a call in a tag takes no parentheses"],
    ["{{(dict a=1).a}}", 'LUX-1101 1:3 "(dict a=1).a" is not a name'],
    ["{{x.#y}}", 'LUX-1101 1:3 "x.#y" is not a name'],
    ["{{upper []}}", 'LUX-1101 1:9 "[]" is not a name'],
    ["{{((item) 1)}}", "LUX-1101 1:3 a call in a tag takes no parentheses"],
    ["{{upper ((item) 1)}}", 'LUX-1101 1:10 "(item)" cannot be called'],
    ["{{item.a.b 1}}", 'LUX-1101 1:3 "item.a.b" cannot be called'],
    ["x {{> part}}", "LUX-1115 1:3 partials and decorators are not part of lux's templates"],
    ["{{* deco}}", "LUX-1115 1:1 partials and decorators are not part of lux's templates"],
    ["{{{{other}}}} x {{{{/other}}}}", 'LUX-1115 1:5 unknown raw block "other"'],
  ])("%j", (text, expected) => expect(outcome(text)).toBe(expected))

  it("tells where the block was opened, and shows the line", () => {
    const failing = () => parseTemplate({ path: "m.sql", text: "{{#each b}}\nx {{/if}}" })
    expect(failing).toThrow(LuxError)
    expect(failing).toThrow(
      expect.objectContaining({
        place: { file: "m.sql", line: 2, column: 3, length: 7, lineText: "x {{/if}}" },
        related: [
          {
            message: '"{{#each}}" is opened here',
            place: { file: "m.sql", line: 1, column: 1, length: 11, lineText: "{{#each b}}" },
          },
        ],
      }),
    )
  })

  it("counts in the file where only a part of it is parsed", () => {
    const text = "name: x\nsql: {{ref 'a',}}\n"
    const part = { start: text.indexOf("{{"), end: text.indexOf("}}") + 2 }
    expect(attempt(() => String(parseTemplate({ path: "p.yml", text }, part)))).toBe(
      'LUX-1101 2:15 unexpected "," in the template',
    )
  })
})
