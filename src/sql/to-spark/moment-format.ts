import { momentPattern, secondsTwice } from "../translation/moment-patterns.ts"
import { sparkLiteral } from "./literal.ts"

/** Patterns whose case does not matter, in Spark's letters: [padded, with FM]. */
const numbers: Readonly<Record<string, readonly [string, string]>> = {
  YYYY: ["yyyy", "yyyy"],
  YY: ["yy", ""],
  MM: ["MM", "M"],
  DDD: ["DDD", "D"],
  DD: ["dd", "d"],
  HH24: ["HH", "H"],
  HH12: ["hh", "h"],
  HH: ["hh", "h"],
  MI: ["mm", "m"],
  SS: ["ss", "s"],
  MS: ["SSS", ""],
  US: ["SSSSSS", ""],
}

const isoYear = "lpad(cast(extract(yearofweek from ?) as string), 4, '0')"
const months =
  "element_at(array('I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'), month(?))"
const halfOfDay = "case when date_format(?, 'a') = 'AM' then 'A.M.' else 'P.M.' end"

/** What Spark has no letters for, with `?` for the moment: [padded, with FM]. */
const templates: Readonly<Record<string, readonly [string, string]>> = {
  Q: ["cast(quarter(?) as string)", "cast(quarter(?) as string)"],
  D: ["cast(dayofweek(?) as string)", "cast(dayofweek(?) as string)"],
  ID: ["cast(weekday(?) + 1 as string)", "cast(weekday(?) + 1 as string)"],
  WW: ["lpad(cast((dayofyear(?) - 1) div 7 + 1 as string), 2, '0')", ""],
  W: ["cast((day(?) - 1) div 7 + 1 as string)", "cast((day(?) - 1) div 7 + 1 as string)"],
  IW: ["lpad(cast(weekofyear(?) as string), 2, '0')", ""],
  "Y,YYY": ["concat(cast(year(?) div 1000 as string), ',', right(date_format(?, 'yyyy'), 3))", ""],
  YYY: ["right(date_format(?, 'yyyy'), 3)", ""],
  Y: ["right(date_format(?, 'yyyy'), 1)", ""],
  IYY: [`right(${isoYear}, 3)`, ""],
  IY: [`right(${isoYear}, 2)`, ""],
  I: [`right(${isoYear}, 1)`, ""],
  IDDD: ["lpad(cast((weekofyear(?) - 1) * 7 + weekday(?) + 1 as string), 3, '0')", ""],
  CC: ["lpad(cast((year(?) + 99) div 100 as string), 2, '0')", ""],
  OF: ["'+00'", "'+00'"],
  IYYY: ["cast(extract(yearofweek from ?) as string)", "cast(extract(yearofweek from ?) as string)"],
}

/** The same, where the case is that of the result. */
const casedTemplates: Readonly<Record<string, readonly [string, string]>> = {
  RM: [`rpad(${months}, 4, ' ')`, months],
  rm: [`lower(rpad(${months}, 4, ' '))`, `lower(${months})`],
  "A.M.": [halfOfDay, halfOfDay],
  "P.M.": [halfOfDay, halfOfDay],
  "a.m.": [`lower(${halfOfDay})`, `lower(${halfOfDay})`],
  "p.m.": [`lower(${halfOfDay})`, `lower(${halfOfDay})`],
  TZ: ["'UTC'", "'UTC'"],
  tz: ["'utc'", "'utc'"],
}

/** Patterns whose case is that of the result: a function around the name, Spark's letters, and the width in blanks. */
const names: Readonly<Record<string, readonly [string, string, number]>> = {
  MONTH: ["upper", "MMMM", 9],
  Month: ["", "MMMM", 9],
  month: ["lower", "MMMM", 9],
  MON: ["upper", "MMM", 0],
  Mon: ["", "MMM", 0],
  mon: ["lower", "MMM", 0],
  DAY: ["upper", "EEEE", 9],
  Day: ["", "EEEE", 9],
  day: ["lower", "EEEE", 9],
  DY: ["upper", "E", 0],
  Dy: ["", "E", 0],
  dy: ["lower", "E", 0],
  AM: ["", "a", 0],
  PM: ["", "a", 0],
  am: ["lower", "a", 0],
  pm: ["lower", "a", 0],
}

/** The pieces of a to_char format for dates, each SQL with `?` for the moment; a text names the pattern that is not verified. */
export function momentFormat(text: string): readonly string[] | string {
  const trap = secondsTwice(text)
  if (trap !== undefined) return trap
  const pieces: string[] = []
  let fill = false
  for (const [piece] of text.matchAll(momentPattern)) {
    if (piece === "FM") {
      fill = true
      continue
    }
    const written = pieceOf(piece, fill)
    if (written === undefined) return fill ? `FM${piece}` : piece
    pieces.push(written)
    if (/[\p{L}]/u.test(piece)) fill = false
  }
  return pieces
}

function pieceOf(piece: string, fill: boolean): string | undefined {
  if (piece.startsWith('"') && piece.length > 1) return sparkLiteral(piece.slice(1, -1))
  const name = Object.hasOwn(names, piece) ? names[piece] : undefined
  if (name !== undefined) {
    const [fold, letters, width] = name
    const plain = `date_format(?, '${letters}')`
    const folded = fold === "" ? plain : `${fold}(${plain})`
    return width > 0 && !fill ? `rpad(${folded}, ${width}, ' ')` : folded
  }
  const cased = Object.hasOwn(casedTemplates, piece) ? casedTemplates[piece] : undefined
  if (cased !== undefined) return cased[fill ? 1 : 0]
  const upper = piece.toUpperCase()
  const letters = numbers[upper]?.[fill ? 1 : 0]
  if (letters !== undefined) return letters === "" ? undefined : `date_format(?, '${letters}')`
  const template = templates[upper]?.[fill ? 1 : 0]
  if (template !== undefined) return template === "" ? undefined : template
  return /[\p{L}"\\]/u.test(piece) ? undefined : sparkLiteral(piece)
}

/** What a number is read by: [next to a separator, next to another number]. */
const parsing: Readonly<Record<string, readonly [string, string]>> = {
  YYYY: ["yyyy", "yyyy"],
  MM: ["M", "MM"],
  MONTH: ["MMMM", "MMMM"],
  MON: ["MMM", "MMM"],
  DDD: ["D", "DDD"],
  DD: ["d", "dd"],
  HH24: ["H", "HH"],
  HH12: ["h", "hh"],
  HH: ["h", "hh"],
  MI: ["m", "mm"],
  SS: ["s", "ss"],
  MS: ["SSS", "SSS"],
  US: ["SSSSSS", "SSSSSS"],
  AM: ["a", "a"],
  PM: ["a", "a"],
}

/** A to_date or to_timestamp format in Spark's letters; `problem` names the pattern that is not verified. */
export function parseFormat(text: string): { readonly format: string; readonly problem: string | undefined } {
  const trap = secondsTwice(text)
  if (trap !== undefined) return { format: "", problem: trap }
  let format = ""
  const pieces = [...text.matchAll(momentPattern)].map(([piece]) => piece)
  const isNumber = (piece = "") => parsing[piece.toUpperCase()] !== undefined
  for (const [index, piece] of pieces.entries()) {
    const known = parsing[piece.toUpperCase()]
    const isClose = isNumber(pieces[index - 1]) || isNumber(pieces[index + 1])
    if (known !== undefined) format += known[isClose ? 1 : 0]
    else if (/^[ \-/:,.]$/.test(piece)) format += piece
    else if (piece.startsWith('"') && /^[A-Za-z ]+$/.test(piece.slice(1, -1)))
      format += `'${piece.slice(1, -1)}'`
    else return { format, problem: piece }
  }
  return { format, problem: undefined }
}
