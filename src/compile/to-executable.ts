import { LuxError, LuxErrors, type Place, type RelatedPlace } from "../errors.ts"
import { alone, type SqlRole } from "../sql/one-query.ts"
import { authoredOffset, SqlRefusal, SqlRefusals, type Translation, translate } from "../sql/translate.ts"
import type { SqlDialect, SqlTarget } from "../sql/types.ts"
import { authoredPlace, callersOf } from "../template/source-map.ts"
import type { Rendered } from "../template/types.ts"
import type { ColumnTypes } from "./column-types.ts"

/** SQL for the target's engine, with the way back to the file it was written in. */
export interface ExecutableSql {
  readonly sql: string
  /** As rendered, before translation. */
  readonly authored: string
  /** Names of the helper functions that the engine must have for it. */
  readonly macros: readonly string[]
  /** The authored place of an offset in `sql`. */
  readonly placeAt: (offset: number) => Place
  /** Where the macros were called that printed what is at an offset in `sql`, the innermost call first. */
  readonly callersAt: (offset: number) => readonly RelatedPlace[]
}

/** What SQL is written in, and what the engine reads. */
export interface Dialects {
  readonly from: SqlDialect
  readonly to: SqlTarget
  /** True: the project does not say what it is written in. */
  readonly isAssumed?: boolean
}

/**
 * Translates rendered SQL where the project is authored in another dialect than its engine reads.
 * Throws LUX-1301 for what is not verified, LUX-1302 for what cannot be parsed or is not what its role asks for, each at
 * its authored place.
 */
export function toExecutable(
  rendered: Rendered,
  dialects: Dialects,
  columnTypes: ColumnTypes,
  role: SqlRole,
): ExecutableSql {
  const { authored, translation } = translated(rendered, dialects, columnTypes, role)
  return {
    sql: translation.sql,
    authored,
    macros: translation.macros,
    placeAt: (offset) => authoredPlace(rendered, authoredOffset(translation, offset)),
    callersAt: (offset) => callersOf(rendered, authoredOffset(translation, offset)),
  }
}

function translated(
  rendered: Rendered,
  dialects: Dialects,
  columnTypes: ColumnTypes,
  role: SqlRole,
): { readonly authored: string; readonly translation: Translation } {
  const { from, to } = dialects
  try {
    const authored = alone(rendered.text, from, role, { isParsed: from !== to })
    return { authored, translation: translate(authored, { from, to, ...columnTypes.options }) }
  } catch (error) {
    if (error instanceof SqlRefusal) throw refused(error, rendered, dialects)
    if (error instanceof SqlRefusals)
      throw new LuxErrors(error.refusals.map((each) => refused(each, rendered, dialects)))
    throw error
  }
}

function refused(refusal: SqlRefusal, rendered: Rendered, dialects: Dialects): LuxError {
  const place = authoredPlace(rendered, refusal.offset)
  // What a tag printed is not what stands there: the whole tag is meant.
  const tag = /^\{\{.*?\}\}/.exec(place.lineText?.slice(place.column - 1) ?? "")?.[0]
  return new LuxError(refusal.code, refusal.message, {
    place: { ...place, length: tag?.length ?? refusal.length },
    hint: joined(refusal.hint ?? hintFor(refusal), assumed(dialects)),
    related: callersOf(rendered, refusal.offset),
    cause: refusal,
  })
}

/** Who does not know the default does not see why SQL of their own warehouse is refused. */
function assumed({ from, to, isAssumed }: Dialects): string | undefined {
  if (isAssumed !== true || from === to) return undefined
  return `lux_project.yml says no dialect, so this is read as SQL of ${from}: write "dialect: ${to}" there for that of ${to}.`
}

function joined(...hints: readonly (string | undefined)[]): string | undefined {
  const said = hints.filter((hint) => hint !== undefined)
  return said.length === 0 ? undefined : said.join(" ")
}

function hintFor({ code, message }: SqlRefusal): string | undefined {
  if (code === "LUX-1301")
    return "Only what is verified to mean the same is translated: write it another way, see docs/reference/sql-dialect.md."
  return message.startsWith("expected the end of the statement")
    ? "Is a word before it misspelt, or a comma or an operator missing?"
    : undefined
}
