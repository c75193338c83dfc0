import { type Place, refuse } from "../translation/context.ts"
import { type Copied, type Out, out } from "../translation/output.ts"
import type { SqlType } from "../translation/sql-type.ts"

/**
 * A text as a string literal. Spark reads `''` as two literals next to each other, and replaces `${name}` by a setting
 * before it parses.
 */
export function sparkLiteral(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("${", "$\\{")
  return `'${escaped}'`
}

/** A name in backticks, which are quotes whatever is set. */
export function sparkQuoted(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``
}

/** A text without its trailing blanks. */
export function sparkKey(value: Out, type: SqlType, place: Place): Out {
  if (type.kind === "unknown")
    refuse(place, spanOf(value), "a comparison of a value whose type is not known", "Cast it first.")
  return out`rtrim(${value})`
}

function spanOf(value: Out): Copied {
  const copied = value.filter((piece) => typeof piece !== "string")
  return { start: copied[0]?.start ?? 0, end: copied.at(-1)?.end ?? 1 }
}

/** An expression over a value that is asked for once; `name` stands for it in the body. */
export function bound(value: Out, name: string, body: string | Out): Out {
  return out`transform(array(${value}), ${name} -> ${body})[0]`
}

/** An error when the statement runs, of the type of what stands next to it. */
export function raised(message: string, type = "string"): string {
  return `cast(raise_error(${sparkLiteral(message)}) as ${type})`
}
