import { parseHandlebars } from "./handlebars-parser.ts"
import type { SourceFile } from "./source-file.ts"
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

function parse(file: SourceFile, start: number, text: string) {
  try {
    return parseHandlebars(text)
  } catch (error) {
    throw syntaxError(file, start, text, error)
  }
}
