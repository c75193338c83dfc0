import { LuxError } from "../errors.ts"
import { placeAt, type SourceFile } from "./source-file.ts"

const block = /\{%-?\s*(\w+)[^%]*(?:%\})?/g
const comment = /(?<!\{)\{#[\s\S]*?#\}/g

const instead: Readonly<Record<string, string>> = {
  if: "{{#if (is_incremental)}} ... {{/if}}",
  elif: "{{else if ...}}",
  else: "{{else}}",
  endif: "{{/if}}",
  for: "{{#each items}} {{this}} {{/each}}",
  endfor: "{{/each}}",
  set: '{{#let name="value"}} ... {{/let}}',
  macro: '{{#macro "name" "argument"}} ... {{/macro}} in macros/',
  test: '{{#test "name" "model"}} ... {{/test}} in tests/generic/',
  endset: '{{#let name="value"}} ... {{/let}}',
  call: '{{#macro "name" "argument"}} ... {{/macro}}, and pass what stands in the block as an argument',
  do: "what computes as a macro in JavaScript",
  raw: "\\{{ where braces are meant as they are",
  snapshot: "it in YAML, under snapshots: with relation: ref('model')",
  materialization:
    "materialized: with one that lux has: a project adds none (docs/guides/materializations.md)",
}

/** Throws LUX-1101 for Jinja's blocks and comments, which would reach the database as they stand. */
export function refuseJinja(file: SourceFile, start: number, text: string): void {
  if (!text.includes("{%") && !text.includes("{#")) return
  for (const match of text.matchAll(block)) {
    const [written, word = ""] = match
    const advice = instead[word]
    if (advice !== undefined && !isCommentedOut(text, match.index))
      throw new LuxError("LUX-1101", `"{% ${word} %}" is Jinja, templates here are Handlebars`, {
        place: placeAt(file, start + match.index, written.split("\n", 1)[0]?.length),
        hint: `Write ${advice}.`,
      })
  }
  for (const match of text.matchAll(comment))
    if (!isCommentedOut(text, match.index))
      throw new LuxError("LUX-1101", '"{# #}" is a comment in Jinja, templates here are Handlebars', {
        place: placeAt(file, start + match.index, match[0].split("\n", 1)[0]?.length),
        hint: "Write {{!-- ... --}}.",
      })
}

/** Behind `--` SQL reads nothing. */
function isCommentedOut(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf("\n", offset) + 1, offset).includes("--")
}
