import type { TypeName } from "../ast.ts"
import type { Cursor } from "./cursor.ts"

/** A type in a cast: its words, and the numbers in its parentheses. */
export function typeName(cursor: Cursor): TypeName {
  const first = cursor.peek()
  if (first.kind !== "word") throw cursor.unexpected("a type")
  cursor.next()
  let name = first.text
  if (name === "double" && cursor.take("precision")) name = "double precision"
  if ((name === "character" || name === "national") && cursor.take("varying")) name += " varying"
  const args: number[] = []
  if (cursor.take("(")) {
    cursor.list(() => {
      const token = cursor.next()
      const size = token.kind === "word" && token.text === "max" ? 65535 : Number(token.text)
      if (!Number.isInteger(size)) throw cursor.refuse(`the type argument "${token.text}"`, undefined, token)
      args.push(size)
    })
    cursor.expect(")")
  }
  if (name === "timestamp" || name === "time") {
    if (cursor.take("with", "time", "zone")) name += "tz"
    else cursor.take("without", "time", "zone")
  }
  if (cursor.is("[")) throw cursor.refuse("an array type", "Use super.")
  return { kind: "type", name, arguments: args, start: first.start, end: cursor.lastEnd }
}
