/** One JSON value in a text, and where it stands. */
export interface JsonText {
  readonly text: string
  /** The line that it begins on, from 1. */
  readonly line: number
}

/** The JSON values of a file, one after the other with or without blanks between. A broken one is the last, as it is. */
export function jsonValues(file: string): readonly JsonText[] {
  const values: JsonText[] = []
  let at = 0
  let line = 1
  for (;;) {
    while (at < file.length && /\s/.test(file[at] ?? "")) if (file[at++] === "\n") line++
    if (at >= file.length) return values
    const to = valueEnd(file, at)
    const text = file.slice(at, to)
    values.push({ text, line })
    for (const character of text) if (character === "\n") line++
    at = to
  }
}

/** The members of an object by name, each as its JSON stands in the text. Undefined where the text is not an object. */
export function members(text: string): ReadonlyMap<string, string> | undefined {
  if (!isJson(text) || text[0] !== "{") return undefined
  const found = new Map<string, string>()
  let at = blanks(text, 1)
  while (text[at] !== "}") {
    const nameEnd = valueEnd(text, at)
    const name: unknown = JSON.parse(text.slice(at, nameEnd))
    at = blanks(text, blanks(text, nameEnd) + 1)
    const to = valueEnd(text, at)
    found.set(String(name), text.slice(at, to))
    at = blanks(text, to)
    if (text[at] === ",") at = blanks(text, at + 1)
  }
  return found
}

/** The elements of an array, each as its JSON stands in the text. */
export function elements(text: string): readonly string[] | undefined {
  if (!isJson(text) || text[0] !== "[") return undefined
  const found: string[] = []
  let at = blanks(text, 1)
  while (text[at] !== "]") {
    const to = valueEnd(text, at)
    found.push(text.slice(at, to))
    at = blanks(text, to)
    if (text[at] === ",") at = blanks(text, at + 1)
  }
  return found
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function blanks(text: string, from: number): number {
  let at = from
  while (/\s/.test(text[at] ?? "")) at++
  return at
}

function valueEnd(text: string, from: number): number {
  const first = text[from]
  if (first === '"') return stringEnd(text, from)
  if (first !== "{" && first !== "[") {
    const rest = /[\s,\]}]/.exec(text.slice(from + 1))
    return rest === null ? text.length : from + 1 + rest.index
  }
  let depth = 0
  for (let at = from; at < text.length; at++) {
    const character = text[at]
    if (character === '"') at = stringEnd(text, at) - 1
    else if (character === "{" || character === "[") depth++
    else if ((character === "}" || character === "]") && --depth === 0) return at + 1
  }
  return text.length
}

function stringEnd(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    if (text[at] === "\\") at++
    else if (text[at] === '"') return at + 1
  }
  return text.length
}
