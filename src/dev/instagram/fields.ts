import { GraphError, wrongParameter } from "./graph-error.ts"

/** One of the fields that a call asks for: `media.limit(25){id,caption}`. */
export interface Field {
  readonly name: string
  /** `limit` -> `25`. */
  readonly arguments: ReadonlyMap<string, string>
  /** undefined: the field's own default. */
  readonly fields: readonly Field[] | undefined
}

/** The value of `fields=`. Throws error 2500 where it is not written as fields are. */
export function parseFields(text: string): readonly Field[] {
  const reader = { text: text.replaceAll(/\s/g, ""), at: 0 }
  const fields = list(reader)
  if (reader.at < reader.text.length) throw syntaxError(reader, "end of string")
  return fields
}

interface Reader {
  readonly text: string
  at: number
}

function list(reader: Reader): readonly Field[] {
  const fields = [field(reader)]
  while (take(reader, ",")) fields.push(field(reader))
  return fields
}

function field(reader: Reader): Field {
  const name = word(reader)
  const given = new Map<string, string>()
  while (take(reader, ".")) {
    const argument = word(reader)
    expect(reader, "(")
    const end = reader.text.indexOf(")", reader.at)
    if (end === -1) throw syntaxError(reader, '")"')
    given.set(argument, reader.text.slice(reader.at, end))
    reader.at = end + 1
  }
  if (!take(reader, "{")) return { name, arguments: given, fields: undefined }
  const fields = list(reader)
  expect(reader, "}")
  return { name, arguments: given, fields }
}

function word(reader: Reader): string {
  const [found = ""] = /^\w+/.exec(reader.text.slice(reader.at)) ?? []
  if (found === "") throw syntaxError(reader, "a name")
  reader.at += found.length
  return found
}

function take(reader: Reader, mark: string): boolean {
  if (reader.text[reader.at] !== mark) return false
  reader.at++
  return true
}

function expect(reader: Reader, mark: string): void {
  if (!take(reader, mark)) throw syntaxError(reader, `"${mark}"`)
}

function syntaxError({ text, at }: Reader, expected: string): GraphError {
  const found = at < text.length ? `"${text[at]}"` : "end of string"
  return new GraphError({
    status: 400,
    code: 2500,
    message: `Syntax error "Expected ${expected} instead of ${found}." at character ${at}: ${text}`,
  })
}

/** Throws error 100 for an argument that the field does not take; names of one's own (`as`) are among them. */
export function checkArguments({ arguments: given }: Field, known: readonly string[]): void {
  for (const name of given.keys())
    if (!known.includes(name)) throw wrongParameter(`Unknown argument: ${name}`)
}
