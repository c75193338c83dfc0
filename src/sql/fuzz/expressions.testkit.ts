import type { Random } from "./random.testkit.ts"
import { type ValueKind, valueKinds } from "./tables.testkit.ts"
import type { Term } from "./term.testkit.ts"

/** Words and literals that stand in forms as they are. */
const words: Readonly<Record<string, readonly string[]>> = {
  small: ["0", "1", "2", "3", "5"],
  size: ["1", "2", "3", "8"],
  scale: ["0", "1", "2"],
  divisor: ["2", "3", "-7", "10"],
  part: ["year", "quarter", "month", "week", "day", "hour", "minute", "second"],
  dayPart: ["year", "quarter", "month", "week", "day"],
  field: ["year", "quarter", "month", "week", "day", "dow", "doy", "hour", "minute"],
  step: ["-13", "-1", "0", "1", "2", "12", "29"],
  fill: ["'x'", "' '", "'ab'"],
  chars: ["'a'", "'ab'", "' '", "'x '"],
  pattern: ["'a%'", "'%b'", "'_'", "'%'", "''", "'A_ %'", "'a^_%' escape '^'"],
  expression: ["'a'", "'[a-c]+'", "'^a'", "' $'", "'[0-9]+'", "'.'"],
  compare: ["=", "<>", "<", "<=", ">", ">="],
  decimalType: ["decimal(10,2)", "decimal(18,4)", "decimal(12,0)", "decimal(20,6)"],
  dateFormat: [
    "'YYYY-MM-DD'",
    "'DD Mon YYYY'",
    "'Day'",
    "'Q'",
    "'IW'",
    "'HH24:MI:SS'",
    "'FMMonth'",
    "'HH12 AM'",
    "'DDD'",
  ],
  numberFormat: ["'999.99'", "'FM9990.0'", "'S999'", "'9,999'", "'000'"],
  weekday: ["'Mon'", "'Friday'", "'su'"],
}

const literals: Readonly<Record<ValueKind, readonly string[]>> = {
  int: ["0", "1", "2", "-1", "7", "100"],
  decimal: ["1.5", "0.25", "-2.00", "10.0"],
  double: ["1.5e0", "0.25::float", "2::float"],
  text: ["'a'", "'a '", "''", "'B'", "' b'", "'é'", "'12'", "'a,b'"],
  bool: ["true", "false"],
  date: ["date '2024-02-29'", "date '2023-12-31'", "date '2000-01-01'"],
  timestamp: [
    "timestamp '2024-02-29 23:59:59'",
    "timestamp '2023-12-31 00:00:00'",
    "timestamp '1999-12-31 12:34:56.5'",
  ],
}

/** Forms that every kind has. */
const anyKind = (kind: ValueKind): readonly string[] => [
  `coalesce({${kind}}, {${kind}})`,
  `nvl({${kind}}, {${kind}})`,
  `nullif({${kind}}, {${kind}})`,
  `case when {bool} then {${kind}} else {${kind}} end`,
  `case when {bool} then {${kind}} end`,
  `case {int} when {int} then {${kind}} else {${kind}} end`,
  `case {text} when {text} then {${kind}} else {${kind}} end`,
  `nvl2({any}, {${kind}}, {${kind}})`,
  `decode({text}, {text}, {${kind}}, {${kind}})`,
  `decode({int}, {int}, {${kind}}, {int}, {${kind}})`,
  `({${kind}})`,
]
const ordered = (kind: ValueKind): readonly string[] => [
  `greatest({${kind}}, {${kind}})`,
  `least({${kind}}, {${kind}}, {${kind}})`,
]
const comparisons = (kind: ValueKind): readonly string[] => [
  `{${kind}} {compare} {${kind}}`,
  `{${kind}} between {${kind}} and {${kind}}`,
  `{${kind}} in ({${kind}}, {${kind}})`,
  `{${kind}} not in ({${kind}}, {${kind}})`,
  `{${kind}} is null`,
  `{${kind}} is not null`,
]

/** How values of a kind are computed from others, in Redshift's SQL: a name in braces is a kind or a word. */
const forms: Readonly<Record<ValueKind, readonly string[]>> = {
  int: [
    ...anyKind("int"),
    ...ordered("int"),
    "{int} + {int}",
    "{int} - {int}",
    "{int} * {int}",
    "{int} / nullif({int}, 0)",
    "{int} / {divisor}",
    "{int} % {divisor}",
    "mod({int}, {divisor})",
    "-{int}",
    "abs({int})",
    "sign({int})",
    "{int} & {small}",
    "{int} | {small}",
    "len({text})",
    "length({text})",
    "octet_length({text})",
    "strpos({text}, {text})",
    "charindex({text}, {text})",
    "position({text} in {text})",
    "ascii({text})",
    "regexp_count({text}, {expression})",
    "regexp_instr({text}, {expression})",
    "datediff({part}, {timestamp}, {timestamp})",
    "datediff({dayPart}, {date}, {date})",
    "extract({field} from {timestamp})",
    "extract({dayPart} from {date})",
    "date_part_year({date})",
    "date_cmp({date}, {date})",
    "timestamp_cmp({timestamp}, {timestamp})",
    "{date} - {date}",
    "cast({bool} as int)",
    "cast({decimal} as int)",
    "cast({int} as bigint)",
    "round({decimal})::int",
    "floor({double})::int",
    "strtol('1f', 16)",
    "bttext_pattern_cmp({text}, {text})",
  ],
  decimal: [
    ...anyKind("decimal"),
    ...ordered("decimal"),
    "{decimal} + {decimal}",
    "{decimal} - {decimal}",
    "{decimal} * {decimal}",
    "{decimal} / nullif({decimal}, 0)",
    "{decimal} / {divisor}",
    "{decimal} + {int}",
    "{decimal} * {small}",
    "{decimal} % {divisor}",
    "mod({decimal}, {divisor})",
    "-{decimal}",
    "abs({decimal})",
    "sign({decimal})",
    "ceil({decimal})",
    "floor({decimal})",
    "round({decimal})",
    "round({decimal}, {scale})",
    "trunc({decimal})",
    "trunc({decimal}, {scale})",
    "cast({decimal} as {decimalType})",
    "cast({int} as {decimalType})",
    "cast({double} as {decimalType})",
    "cast(to_number('12.5', '99.9') as decimal(10,2))",
  ],
  double: [
    ...anyKind("double"),
    ...ordered("double"),
    "{double} + {double}",
    "{double} - {double}",
    "{double} * {double}",
    "{double} / nullif({double}, 0)",
    "{double} * {int}",
    "{double} + {decimal}",
    "-{double}",
    "abs({double})",
    "sign({double})",
    "sqrt(abs({double}))",
    "ceil({double})",
    "floor({double})",
    "round({double})",
    "round({double}, {scale})",
    "trunc({double})",
    "ln(abs({double}) + 1)",
    "log(abs({double}) + 1)",
    "exp({small})",
    "power({int} % 5, 2)",
    "cast({int} as float)",
    "cast({decimal} as float)",
    "date_part({field}, {timestamp})",
    "months_between({date}, {date})",
    "sin({double})",
    "atan2({double}, 2)",
    "cbrt({double})",
    "degrees({double})",
  ],
  text: [
    ...anyKind("text"),
    ...ordered("text"),
    "{text} || {text}",
    "{text} || {int}",
    "concat({text}, {text})",
    "upper({text})",
    "lower({text})",
    "initcap({text})",
    "trim({text})",
    "trim({chars} from {text})",
    "btrim({text}, {chars})",
    "ltrim({text})",
    "rtrim({text})",
    "ltrim({text}, {chars})",
    "rtrim({text}, {chars})",
    "left({text}, {small})",
    "right({text}, {small})",
    "substring({text}, {small}, {size})",
    "substring({text}, {size})",
    "substring({text} from {size} for {size})",
    "lpad({text}, {size}, {fill})",
    "rpad({text}, {size})",
    "repeat({text}, {small})",
    "replace({text}, {text}, {text})",
    "translate({text}, {chars}, 'z')",
    "split_part({text}, ',', {size})",
    "split_part({text}, ' ', {size})",
    "reverse({text})",
    "cast({int} as varchar)",
    "cast({decimal} as varchar)",
    "cast({date} as varchar)",
    "cast({timestamp} as varchar)",
    "cast({text} as varchar({size}))",
    "cast({text} as char({size}))",
    "to_char({timestamp}, {dateFormat})",
    "to_char({date}, 'YYYY-MM-DD')",
    "to_char({decimal}, {numberFormat})",
    "to_char({int}, {numberFormat})",
    "md5({text})",
    "sha2({text}, 256)",
    "crc32({text})",
    "soundex({text})",
    "to_hex(abs({int}))",
    "quote_literal({text})",
    "regexp_substr({text}, {expression})",
    "regexp_replace({text}, {expression}, 'z')",
    'json_extract_path_text(\'{"a":"b ","n":1}\', {chars})',
    "case when {bool} then {text} else 'none ' end",
  ],
  bool: [
    ...valueKinds.filter((kind) => kind !== "bool").flatMap(comparisons),
    ...anyKind("bool"),
    "{bool} and {bool}",
    "{bool} or {bool}",
    "not {bool}",
    "{bool} is true",
    "{bool} is not false",
    "{bool} = {bool}",
    "{text} like {pattern}",
    "{text} not like {pattern}",
    "{text} ilike {pattern}",
    "{text} similar to '(a|b)%'",
    "{text} ~ {expression}",
    "{int} = {decimal}",
    "{decimal} > {double}",
    "{date} < {timestamp}",
    "({int}, {text}) = ({int}, {text})",
    "exists (select 1 from u as q where q.n = {int} and q.s = {text})",
    "{text} in (select q.s from u as q)",
    "{text} not in (select q.v from u as q where q.v is not null)",
    "{int} in (select q.m from u as q)",
    "{int} = any (select q.n from u as q)",
    "{int} > (select max(q.m) from u as q)",
    "{text} = (select min(q.s) from u as q)",
  ],
  date: [
    ...anyKind("date"),
    ...ordered("date"),
    "{date} + {step}",
    "{date} - {small}",
    "last_day({date})",
    "next_day({date}, {weekday})",
    "cast({timestamp} as date)",
    "trunc({timestamp})",
    "to_date('31 Jan 2024', 'DD Mon YYYY')",
    "date_trunc({dayPartText}, {date})::date",
    "dateadd({dayPart}, {step}, {date})::date",
  ],
  timestamp: [
    ...anyKind("timestamp"),
    ...ordered("timestamp"),
    "dateadd({part}, {step}, {timestamp})",
    "dateadd({dayPart}, {step}, {date})",
    "dateadd({part}, {int} % 50, {timestamp})",
    "date_trunc({partText}, {timestamp})",
    "date_trunc({dayPartText}, {date})",
    "add_months({date}, {step})",
    "add_months({timestamp}, {step})",
    "cast({date} as timestamp)",
    "{timestamp} + interval '{small} days'",
    "{timestamp} - interval '{small} months'",
    "convert_timezone('America/New_York', {timestamp})",
    "convert_timezone('UTC', 'Asia/Kolkata', {timestamp})",
  ],
}

/** Columns that an expression may read. */
export interface Visible {
  readonly kind: ValueKind
  readonly sql: string
}

/** A random expression of a kind. `depth`: how deep it may be. */
export function expression(
  kind: ValueKind,
  visible: readonly Visible[],
  depth: number,
  random: Random,
): Term {
  const own = visible.filter((column) => column.kind === kind)
  const least = own[0]?.sql ?? literals[kind][0] ?? "null"
  if (depth <= 0 || random.chance(0.15)) {
    const leaf = own.length > 0 && random.chance(0.75) ? random.pick(own).sql : random.pick(literals[kind])
    return { kind, parts: [leaf], least }
  }
  return { ...filled(random.pick(forms[kind]), kind, visible, depth, random), least }
}

/** A form whose names in braces are random. */
export function filled(
  form: string,
  kind: string,
  visible: readonly Visible[],
  depth: number,
  random: Random,
): Term {
  const parts = form.split(/(\{[a-zA-Z]+\})/).map((part): string | Term => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1]
    if (name === undefined) return part
    const wanted = name === "any" ? random.pick(valueKinds) : valueKinds.find((each) => each === name)
    if (wanted !== undefined) return bracketed(expression(wanted, visible, depth - 1, random))
    if (name === "partText" || name === "dayPartText")
      return `'${random.pick(words[name.slice(0, -"Text".length)] ?? [])}'`
    return random.pick(words[name] ?? [])
  })
  return { kind, parts }
}

/** What has an operator stands in parentheses inside another expression. */
function bracketed(term: Term): Term {
  const isPlain = term.parts.every((part) => typeof part === "string") && !/^-| /.test(String(term.parts[0]))
  const [first] = term.parts
  const isCall = typeof first === "string" && /^[a-z_0-9]+\(/.test(first) && term.parts.at(-1) === ")"
  return isPlain || isCall ? term : { ...term, parts: ["(", { ...term }, ")"] }
}
