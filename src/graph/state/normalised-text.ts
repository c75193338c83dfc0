import { parseTemplate } from "../../template/parse.ts"

/**
 * A template's text as a list of its words, without comments (of SQL and of Handlebars), white space, and the
 * `{{config ...}}` calls, which are configuration. Two texts that mean the same to a reader are the same list.
 */
export function normalisedTemplate(text: string): readonly string[] {
  return wordsOf(withoutConfig(text))
}

/** The same of a text that holds no configuration: a macro's. */
export function wordsOf(text: string): readonly string[] {
  return [...text.matchAll(word)].flatMap(([found]) => (isNothing(found) ? [] : [found]))
}

const word =
  /\{\{~?!--[\s\S]*?--~?\}\}|\{\{~?![\s\S]*?\}\}|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\$[\s\S]*?\$\$|[\w$.]+|\s+|[\s\S]/g

function isNothing(text: string): boolean {
  return /^(?:\s|--|\/\*|\{\{~?!)/.test(text)
}

/** A text that cannot be parsed is compared as it is. */
export function withoutConfig(text: string): string {
  try {
    const { program } = parseTemplate({ path: "", text })
    let kept = ""
    let from = 0
    for (const statement of program.body)
      if (
        statement.kind === "mustache" &&
        statement.value.kind === "call" &&
        statement.value.name === "config"
      ) {
        kept += text.slice(from, statement.start)
        from = statement.end
      }
    return kept + text.slice(from)
  } catch {
    return text
  }
}
