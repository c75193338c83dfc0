import { LuxError } from "../errors.ts"
import { stoppedAt, type Token, tokensOf } from "./handlebars-parser.ts"
import { placeAt, type SourceFile } from "./source-file.ts"

interface OpenBlock {
  readonly name: string
  readonly start: number
}

/** What a person should read when a text does not parse: found by walking its tags, not taken from the parser. */
export function syntaxError(file: SourceFile, start: number, text: string, cause: unknown): LuxError {
  const stopped = stoppedAt()
  const tokens = tokensOf(text)
  const at = (offset: number, length = 1) => placeAt(file, start + offset, length)
  const blocks: OpenBlock[] = []
  let tag: Token | undefined

  for (const token of tokens) {
    const opening = isOpening(token.name)
    if (opening && tag !== undefined) return neverClosed(at(tag.start, 2))
    if (token.start >= stopped && tag?.name !== "OPEN_ENDBLOCK" && !opening) break
    if (opening) tag = token
    if (tag !== undefined && isClosing(token.name)) {
      const problem = closeTag(tag, token)
      if (problem !== undefined) return problem
      tag = undefined
    }
  }
  const rest = text.slice(stopped)
  if (/^\{\{~?!/.test(rest))
    return new LuxError("LUX-1101", "a comment is never closed", {
      place: at(stopped, 2),
      hint: "{{!-- ends with --}}, {{! with }}.",
    })
  if (
    tag !== undefined &&
    /^["']/.test(rest) &&
    tokens.some(({ name, start }) => name === "INVALID" && start === stopped)
  )
    return new LuxError("LUX-1101", "a text in quotes is never closed", { place: at(stopped) })
  // The lexer closes such a tag only when it finds the block's end.
  if (tag?.name === "OPEN_RAW_BLOCK" && rest.startsWith("}}}}")) {
    const name = text.slice(tag.end, stopped).trim()
    return new LuxError("LUX-1101", `the block "{{{{${name}}}}}" is never closed`, {
      place: at(tag.start, stopped + 4 - tag.start),
      hint: `Write {{{{/${name}}}}} where it ends.`,
    })
  }
  if (tag !== undefined && !rest.includes("}}")) return neverClosed(at(tag.start, 2))

  const open = blocks.at(-1)
  if (stopped >= text.length && tag === undefined && open !== undefined)
    return new LuxError("LUX-1101", `the block "{{#${open.name}}}" is never closed`, {
      place: at(open.start, tagLength(text, open.start)),
      hint: `Write {{/${open.name}}} where it ends.`,
    })
  return unexpected()

  /** Follows the blocks that a whole tag opens or closes. */
  function closeTag(opening: Token, closing: Token): LuxError | undefined {
    const inside = text.slice(opening.end, closing.start)
    const name = /^\s*([^\s()]+)/.exec(inside)?.[1] ?? ""
    if (opening.name === "OPEN_BLOCK" || (opening.name === "OPEN_INVERSE" && name !== ""))
      blocks.push({ name, start: opening.start })
    if (opening.name !== "OPEN_ENDBLOCK") return undefined
    const block = blocks.pop()
    const place = at(opening.start, closing.end - opening.start)
    if (block === undefined)
      return new LuxError("LUX-1101", `"{{/${name}}}" closes a block that was never opened`, {
        place,
        hint: `Take it out, or open the block with {{#${name} ...}}.`,
      })
    if (block.name === name) return undefined
    return new LuxError("LUX-1101", `"{{/${name}}}" stands where "{{/${block.name}}}" is expected`, {
      place,
      hint: `Close {{#${block.name}}} before the block around it.`,
      related: [
        {
          message: `"{{#${block.name}}}" is opened here`,
          place: at(block.start, tagLength(text, block.start)),
        },
      ],
    })
  }

  /** `target.name == "prod"`, as other languages write it. */
  function compared(): string | undefined {
    const [, left, operator, right] =
      /([\w.]+)\s*(==|!=)\s*("[^"]*"|'[^']*'|[\w.]+)/.exec(text.slice(text.lastIndexOf("{{", stopped))) ?? []
    if (left === undefined || !/^[=!]/.test(text.slice(stopped).trimStart())) return undefined
    return `Compare with ${operator === "!=" ? "ne" : "eq"}: {{#if (${operator === "!=" ? "ne" : "eq"} ${left} ${right})}}.`
  }

  function unexpected(): LuxError {
    const token = tokens.find((candidate) => candidate.start === stopped)
    const asCalled = /^\w+\s*\(/.exec(rest)?.[0]
    const found = asCalled ?? (token === undefined ? "" : text.slice(token.start, token.end).trim())
    const message =
      found === "" ? "the template cannot be parsed here" : `unexpected "${found}" in the template`
    return new LuxError("LUX-1101", message, {
      place: at(stopped, Math.max(1, found.length)),
      hint: callWritten(rest) ?? compared() ?? hintFor(found),
      cause,
    })
  }
}

function neverClosed(place: ReturnType<typeof placeAt>): LuxError {
  return new LuxError("LUX-1101", `"{{" is never closed`, {
    place,
    hint: 'Write "}}" where the tag ends, or "\\{{" to print it.',
  })
}

function isOpening(token: string): boolean {
  return token.startsWith("OPEN") && token !== "OPEN_SEXPR" && token !== "OPEN_BLOCK_PARAMS"
}

function isClosing(token: string): boolean {
  return token.startsWith("CLOSE") && token !== "CLOSE_SEXPR" && token !== "CLOSE_BLOCK_PARAMS"
}

function tagLength(text: string, start: number): number {
  const end = text.indexOf("}}", start)
  return end === -1 ? 2 : end + 2 - start
}

/** `ref('a', 'b')` as it is written here. */
function callWritten(rest: string): string | undefined {
  const [, name, args] = /^(\w+)\s*\(([^(){}]*)\)\s*\}\}/.exec(rest) ?? []
  if (name === undefined || args === undefined) return undefined
  const separate = args
    .trim()
    .replaceAll(/\s*,\s*/g, " ")
    .replaceAll(/\s*=\s*/g, "=")
    .replaceAll("'", '"')
  return `Calls in a tag stand without parentheses and commas: {{${`${name} ${separate}`.trim()}}}.`
}

function hintFor(found: string): string | undefined {
  if (found === ",") return 'Arguments are separated by blanks: {{source "lake" "media"}}.'
  if (found === "=" || found.endsWith("("))
    return 'Calls in a tag stand without parentheses: {{ref "brand"}}, {{config materialized="table"}}.'
  if (found === "%" || found === "|")
    return "Templates are Handlebars, not Jinja: {{#if (is_incremental)}} ... {{/if}}, {{upper name}}."
  return undefined
}
