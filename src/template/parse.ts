import { LuxError } from "../errors.ts"
import { parseHandlebars, tokensOf } from "./handlebars-parser.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import { syntaxError } from "./syntax-error.ts"
import { toProgram } from "./to-syntax.ts"
import type { Template } from "./types.ts"

/**
 * Parses a file, or the part of it between two offsets.
 * Throws LUX-1101 where the text is not a template, LUX-1115 for partials and decorators.
 */
export function parseTemplate(file: SourceFile, options: { start?: number; end?: number } = {}): Template {
  const start = options.start ?? 0
  const text = start === 0 && options.end === undefined ? file.text : file.text.slice(start, options.end)
  return { file, start, text, program: toProgram(parse(file, start, text), file, start, start + text.length) }
}

/** Blocks and calls in each other: deeper than anyone writes. What reads templates goes down as deep. */
const deepest = 500

function parse(file: SourceFile, start: number, text: string) {
  checkDepth(file, start, text)
  try {
    return parseHandlebars(text)
  } catch (error) {
    throw syntaxError(file, start, text, error)
  }
}

/** Throws LUX-1101 for a text that nests too deep. Where there are too few tags and parentheses for that, nothing is looked at. */
function checkDepth(file: SourceFile, start: number, text: string): void {
  if (text.split(/\{\{|\(/, deepest + 2).length < deepest + 2) return
  // How many each open block counts: one more for each `else if`, which is a block in the block before.
  const blocks: number[] = []
  let depth = 0
  for (const token of tokensOf(text)) {
    const last = blocks.length - 1
    if (token.name === "OPEN_BLOCK" || token.name === "OPEN_INVERSE") blocks.push(1)
    else if (token.name === "OPEN_INVERSE_CHAIN" && last >= 0) blocks[last] = (blocks[last] ?? 0) + 1
    else if (token.name === "OPEN_ENDBLOCK") depth -= blocks.pop() ?? 0
    else if (token.name === "CLOSE_SEXPR") depth--
    if (deepens.has(token.name) && ++depth > deepest)
      throw new LuxError("LUX-1101", `blocks and calls are more than ${deepest} deep in each other`, {
        place: placeAt(file, start + token.start, token.end - token.start),
        hint: "Divide the template, such as into macros; write each over a list instead of many else if.",
      })
  }
}

const deepens: ReadonlySet<string> = new Set([
  "OPEN_BLOCK",
  "OPEN_INVERSE",
  "OPEN_INVERSE_CHAIN",
  "OPEN_SEXPR",
])
