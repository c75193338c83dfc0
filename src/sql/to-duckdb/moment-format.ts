import { momentPattern, secondsTwice } from "../translation/moment-patterns.ts"

/** A piece of a formatted date: a format of DuckDB's strftime, or an SQL template with `?` for the date. */
export type MomentPart =
  | { readonly kind: "strftime"; readonly format: string }
  | { readonly kind: "template"; readonly template: string }

/** Patterns whose case does not matter: [padded, with FM]. */
const numbers: Readonly<Record<string, readonly [string, string]>> = {
  YYYY: ["%Y", "%Y"],
  YY: ["%y", "%-y"],
  MM: ["%m", "%-m"],
  DDD: ["%j", "%-j"],
  DD: ["%d", "%-d"],
  HH24: ["%H", "%-H"],
  HH12: ["%I", "%-I"],
  HH: ["%I", "%-I"],
  MI: ["%M", "%-M"],
  SS: ["%S", "%-S"],
  MS: ["%g", ""],
  US: ["%f", ""],
  IYYY: ["%G", "%G"],
  IW: ["%V", ""],
  ID: ["%u", "%u"],
}
const roman =
  "['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][date_part('month', ?)]"
const halfOfDay = "case when date_part('hour', ?) < 12 then 'A.M.' else 'P.M.' end"
const templates: Readonly<Record<string, string>> = {
  "Y,YYY": "cast(date_part('year', ?) // 1000 as varchar) || ',' || right(strftime(?, '%Y'), 3)",
  YYY: "right(strftime(?, '%Y'), 3)",
  Y: "right(strftime(?, '%Y'), 1)",
  IYY: "right(strftime(?, '%G'), 3)",
  IY: "right(strftime(?, '%G'), 2)",
  I: "right(strftime(?, '%G'), 1)",
  IDDD: "lpad(cast((date_part('week', ?) - 1) * 7 + date_part('isodow', ?) as varchar), 3, '0')",
  CC: "lpad(cast(cast(ceil(date_part('year', ?) / 100.0) as integer) as varchar), 2, '0')",
  J: "cast(cast(julian(cast(? as date)) as bigint) as varchar)",
  SSSS: "cast(cast(date_part('hour', ?) * 3600 + date_part('minute', ?) * 60 + floor(date_part('second', ?)) as integer) as varchar)",
  Q: "cast(date_part('quarter', ?) as varchar)",
  D: "cast(date_part('dow', ?) + 1 as varchar)",
  WW: "lpad(cast((date_part('doy', ?) - 1) // 7 + 1 as varchar), 2, '0')",
  W: "cast((date_part('day', ?) - 1) // 7 + 1 as varchar)",
}
/** Patterns whose case is that of the result: [template with blanks to nine letters, with FM]. */
const names: Readonly<Record<string, readonly [string, string]>> = {
  MONTH: ["rpad(upper(strftime(?, '%B')), 9, ' ')", "upper(strftime(?, '%B'))"],
  Month: ["rpad(strftime(?, '%B'), 9, ' ')", "strftime(?, '%B')"],
  month: ["rpad(lower(strftime(?, '%B')), 9, ' ')", "lower(strftime(?, '%B'))"],
  MON: ["upper(strftime(?, '%b'))", "upper(strftime(?, '%b'))"],
  mon: ["lower(strftime(?, '%b'))", "lower(strftime(?, '%b'))"],
  DAY: ["rpad(upper(strftime(?, '%A')), 9, ' ')", "upper(strftime(?, '%A'))"],
  Day: ["rpad(strftime(?, '%A'), 9, ' ')", "strftime(?, '%A')"],
  day: ["rpad(lower(strftime(?, '%A')), 9, ' ')", "lower(strftime(?, '%A'))"],
  DY: ["upper(strftime(?, '%a'))", "upper(strftime(?, '%a'))"],
  dy: ["lower(strftime(?, '%a'))", "lower(strftime(?, '%a'))"],
  RM: [`rpad(${roman}, 4, ' ')`, roman],
  rm: [`lower(rpad(${roman}, 4, ' '))`, `lower(${roman})`],
  "A.M.": [halfOfDay, halfOfDay],
  "P.M.": [halfOfDay, halfOfDay],
  "a.m.": [`lower(${halfOfDay})`, `lower(${halfOfDay})`],
  "p.m.": [`lower(${halfOfDay})`, `lower(${halfOfDay})`],
  TZ: ["'UTC'", "'UTC'"],
  tz: ["'utc'", "'utc'"],
  OF: ["'+00'", "'+00'"],
  am: ["lower(strftime(?, '%p'))", "lower(strftime(?, '%p'))"],
  pm: ["lower(strftime(?, '%p'))", "lower(strftime(?, '%p'))"],
}
const direct: Readonly<Record<string, string>> = { Mon: "%b", Dy: "%a", AM: "%p", PM: "%p" }

/** The pieces of a to_char format for dates; a text names the pattern that is not verified. */
export function momentFormat(text: string): MomentPart[] | string {
  const parts: MomentPart[] = []
  const add = (format: string) => {
    const last = parts.at(-1)
    if (last?.kind === "strftime")
      parts[parts.length - 1] = { kind: "strftime", format: last.format + format }
    else parts.push({ kind: "strftime", format })
  }
  const trap = secondsTwice(text)
  if (trap !== undefined) return trap
  let fill = false
  for (const [piece] of text.matchAll(momentPattern)) {
    if (piece === "FM") {
      fill = true
      continue
    }
    const number = numbers[piece.toUpperCase()]
    const template = templates[piece.toUpperCase()]
    const name = Object.hasOwn(names, piece) ? names[piece] : undefined
    if (piece.startsWith('"')) add(piece.slice(1, -1).replaceAll("%", "%%"))
    else if (direct[piece] !== undefined) add(direct[piece])
    else if (name !== undefined) parts.push({ kind: "template", template: name[fill ? 1 : 0] })
    else if (number !== undefined) {
      const format = number[fill ? 1 : 0]
      if (format === "") return `FM${piece}`
      add(format)
    } else if (template !== undefined) {
      if (fill && ["WW", "CC", "YYY", "Y", "Y,YYY", "IYY", "IY", "I", "IDDD"].includes(piece.toUpperCase()))
        return `FM${piece}`
      parts.push({ kind: "template", template })
    } else if (/[\p{L}"\\]/u.test(piece)) return piece
    else {
      add(piece === "%" ? "%%" : piece)
      continue
    }
    fill = false
  }
  return parts
}

const parsing: Readonly<Record<string, string>> = {
  YYYY: "%Y",
  MM: "%m",
  MONTH: "%B",
  MON: "%b",
  DDD: "%j",
  DD: "%d",
  HH24: "%H",
  HH12: "%I",
  HH: "%I",
  MI: "%M",
  SS: "%S",
  MS: "%g",
  US: "%f",
  AM: "%p",
  PM: "%p",
}

/** A to_date or to_timestamp format as a format of strptime; `problem` names the pattern that is not verified. */
export function parseFormat(text: string): { readonly format: string; readonly problem: string | undefined } {
  let format = ""
  const trap = secondsTwice(text)
  if (trap !== undefined) return { format: "", problem: trap }
  for (const [piece] of text.matchAll(momentPattern)) {
    const known = parsing[piece.toUpperCase()]
    if (known !== undefined) format += known
    else if (piece.startsWith('"') && piece.length > 1) format += piece.slice(1, -1).replaceAll("%", "%%")
    else if (/[\p{L}"\\\d]/u.test(piece)) return { format, problem: piece }
    else format += piece === "%" ? "%%" : piece
  }
  return { format, problem: undefined }
}
