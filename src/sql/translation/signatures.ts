import type { Call } from "../ast.ts"
import {
  arithmetic,
  bigint,
  boolean,
  common,
  date,
  decimal,
  double,
  integer,
  isMoment,
  isNumeric,
  noText,
  type SqlType,
  superType,
  timestamp,
  timestamptz,
  trimmed,
  unknown,
  varchar,
  wide,
} from "./sql-type.ts"
import { wholeNumber } from "./whole-number.ts"

/** What a function of Redshift takes and gives, as far as it is verified. */
export interface FunctionSignature {
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number]
  readonly type: (args: readonly SqlType[], call: Call) => SqlType
  /** `scalar` may not have `over`, `window` must have it, `aggregate` may. Scalar when absent. */
  readonly over?: "scalar" | "window" | "aggregate"
  /** Whether its arguments may be SUPER values. */
  readonly takesSuper?: boolean
  /** Whether `ignore nulls` is verified. */
  readonly ignoreNulls?: boolean
  /** Whether `within group` is verified. */
  readonly withinGroup?: boolean
  /** Whether `distinct` is verified. */
  readonly distinct?: boolean
  /** Grammar forms that are verified, such as `in` of `position(a in b)`. */
  readonly forms?: readonly string[]
}

type Signatures = Readonly<Record<string, FunctionSignature>>

export function signatureOf(name: string): FunctionSignature | undefined {
  return Object.hasOwn(signatures, name) ? signatures[name] : undefined
}

function gives(type: SqlType, fewest: number, most = fewest): FunctionSignature {
  return { args: [fewest, most], type: () => type }
}

const first: FunctionSignature["type"] = ([type = unknown]) => type
/** The type of the first argument, which is no text. */
const number: FunctionSignature["type"] = ([type = unknown]) =>
  type.kind === "unknown" ? (type.wide ? wide : noText) : type
const ofFirst: FunctionSignature = { args: [1, 1], type: number }
/** The same kind of number; a decimal with the digits behind the point that are left, as the guide's examples show it. */
const rounding: FunctionSignature["type"] = ([type = unknown], call) => {
  if (type.kind !== "decimal" || type.scale === undefined)
    return isNumeric(type) ? type : type.kind === "unknown" ? number([type], call) : noText
  const digits = wholeNumber(call.args[1]) ?? 0
  return { ...type, scale: Math.max(0, Math.min(digits, type.scale)) }
}
const sum: FunctionSignature["type"] = ([type = unknown]) => {
  if (type.kind === "integer") return bigint
  if (type.kind !== "decimal") return type.kind === "unknown" ? wide : type
  return type.scale === undefined ? decimal : { kind: "decimal", precision: 38, scale: type.scale }
}
/** A text whose end is that of its first argument. */
const sameEnd: FunctionSignature["type"] = ([type = unknown]) =>
  type.kind === "varchar" && type.trimmed ? trimmed : varchar

/** https://docs.aws.amazon.com/redshift/latest/dg/String_functions_header.html */
const texts: Signatures = {
  lower: { args: [1, 1], type: sameEnd },
  upper: { args: [1, 1], type: sameEnd },
  initcap: { args: [1, 1], type: sameEnd },
  reverse: gives(varchar, 1),
  length: gives(integer, 1),
  len: gives(integer, 1),
  textlen: gives(integer, 1),
  char_length: gives(integer, 1),
  character_length: gives(integer, 1),
  octet_length: gives(integer, 1),
  octetindex: gives(integer, 2),
  bttext_pattern_cmp: gives(integer, 2),
  trim: {
    args: [1, 2],
    type: (types, call) => (types.length === 1 && call.form !== "leading" ? trimmed : varchar),
    forms: ["both", "leading", "trailing"],
  },
  btrim: { args: [1, 2], type: (types) => (types.length === 1 ? trimmed : varchar) },
  ltrim: gives(varchar, 1, 2),
  rtrim: { args: [1, 2], type: (types) => (types.length === 1 ? trimmed : varchar) },
  left: gives(varchar, 2),
  right: gives(varchar, 2),
  substring: { ...gives(varchar, 2, 3), forms: ["from", "from for"] },
  substr: gives(varchar, 2, 3),
  lpad: gives(varchar, 2, 3),
  rpad: gives(varchar, 2, 3),
  repeat: gives(varchar, 2),
  replicate: gives(varchar, 2),
  replace: gives(varchar, 3),
  translate: gives(varchar, 3),
  concat: gives(varchar, 2),
  strpos: gives(integer, 2),
  charindex: gives(integer, 2),
  position: { ...gives(integer, 2), forms: ["in"] },
  split_part: gives(varchar, 3),
  ascii: gives(integer, 1),
  chr: gives(varchar, 1),
  md5: gives(trimmed, 1),
  sha: gives(trimmed, 1),
  sha1: gives(trimmed, 1),
  func_sha1: gives(trimmed, 1),
  sha2: gives(trimmed, 2),
  crc32: gives(trimmed, 1),
  fnv_hash: gives(bigint, 1, 2),
  difference: gives(integer, 2),
  soundex: gives(trimmed, 1),
  strtol: gives(bigint, 2),
  to_hex: gives(trimmed, 1),
  quote_ident: gives(varchar, 1),
  quote_literal: gives(varchar, 1),
  regexp_substr: gives(varchar, 2, 5),
  regexp_replace: gives(varchar, 2, 5),
  regexp_count: gives(integer, 2, 4),
  regexp_instr: gives(integer, 2, 6),
}

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
const numbers: Signatures = {
  abs: ofFirst,
  ceil: { args: [1, 1], type: rounding },
  ceiling: { args: [1, 1], type: rounding },
  floor: { args: [1, 1], type: rounding },
  round: { args: [1, 2], type: rounding },
  trunc: {
    args: [1, 2],
    type: (types, call) =>
      types.length === 1 && types[0] !== undefined && isMoment(types[0]) ? date : rounding(types, call),
  },
  sign: {
    args: [1, 1],
    type: (types, call) => {
      const type = number(types, call)
      return type.kind === "decimal" ? { kind: "decimal", precision: 1, scale: 0 } : type
    },
  },
  mod: {
    args: [2, 2],
    type: ([a = unknown, b = unknown]) => {
      const type = arithmetic("%", a, b)
      return type.kind !== "unknown" ? type : a.wide || b.wide ? wide : noText
    },
  },
  sqrt: gives(double, 1),
  cbrt: gives(double, 1),
  exp: gives(double, 1),
  dexp: gives(double, 1),
  ln: gives(double, 1),
  dlog1: gives(double, 1),
  log: gives(double, 1),
  dlog10: gives(double, 1),
  pi: gives(double, 0),
  power: gives(double, 2),
  pow: gives(double, 2),
  degrees: gives(double, 1),
  radians: gives(double, 1),
  sin: gives(double, 1),
  cos: gives(double, 1),
  tan: gives(double, 1),
  cot: gives(double, 1),
  asin: gives(double, 1),
  acos: gives(double, 1),
  atan: gives(double, 1),
  atan2: gives(double, 2),
  random: gives(double, 0),
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
const conditions: Signatures = {
  coalesce: { args: [1, 100], type: common },
  nvl: { args: [1, 100], type: common },
  nvl2: { args: [3, 3], type: (types) => common(types.slice(1)) },
  nullif: { args: [2, 2], type: first },
  greatest: { args: [1, 100], type: common },
  least: { args: [1, 100], type: common },
  decode: {
    args: [3, 200],
    type: (types) => common(types.filter((_, index) => isDecoded(index, types.length))),
  },
}

/** Whether an argument of `decode` is one of its results. */
export function isDecoded(index: number, count: number): boolean {
  return index >= 2 && (index % 2 === 0 || index === count - 1)
}

function moved(index: number): FunctionSignature["type"] {
  return (types) => {
    const moment = types[index]
    if (moment?.kind === "time") return moment
    return moment?.kind === "timestamptz" || moment?.kind === "unknown" ? moment : timestamp
  }
}

/** https://docs.aws.amazon.com/redshift/latest/dg/Date_functions_header.html and r_Data_type_formatting.html */
const moments: Signatures = {
  getdate: gives(timestamp, 0),
  sysdate: { ...gives(timestamp, 0), forms: ["bare"] },
  current_timestamp: { ...gives(timestamptz, 0), forms: ["bare"] },
  now: gives(timestamptz, 0),
  localtimestamp: { ...gives(timestamp, 0), forms: ["bare"] },
  date: gives(date, 1),
  current_date: { ...gives(date, 0), forms: ["bare"] },
  dateadd: { args: [3, 3], type: moved(2) },
  date_add: { args: [3, 3], type: moved(2) },
  datediff: gives(bigint, 3),
  date_diff: gives(bigint, 3),
  date_part: gives(double, 2),
  datepart: gives(double, 2),
  pgdate_part: gives(double, 2),
  date_part_year: gives(integer, 1),
  date_trunc: { args: [2, 2], type: moved(1) },
  add_months: gives(timestamp, 2),
  months_between: gives(double, 2),
  last_day: gives(date, 1),
  next_day: gives(date, 2),
  convert_timezone: gives(timestamp, 2, 3),
  timezone: gives(unknown, 2),
  date_cmp: gives(integer, 2),
  timestamp_cmp: gives(integer, 2),
  date_cmp_timestamp: gives(integer, 2),
  timestamp_cmp_date: gives(integer, 2),
  timestamptz_cmp: gives(integer, 2),
  date_cmp_timestamptz: gives(integer, 2),
  timestamp_cmp_timestamptz: gives(integer, 2),
  timestamptz_cmp_date: gives(integer, 2),
  timestamptz_cmp_timestamp: gives(integer, 2),
  interval_cmp: gives(integer, 2),
  to_char: gives(varchar, 2),
  to_date: gives(date, 2, 3),
  to_timestamp: gives(timestamptz, 2),
  to_number: gives(noText, 2),
}

/** https://docs.aws.amazon.com/redshift/latest/dg/json-functions.html and Super_functions.html */
const json: Signatures = {
  json_extract_path_text: gives(varchar, 2, 7),
  json_extract_array_element_text: gives(varchar, 2, 3),
  json_array_length: gives(integer, 1, 2),
  is_valid_json: gives(boolean, 1),
  is_valid_json_array: gives(boolean, 1),
  json_parse: gives(superType, 1),
  json_serialize: { ...gives(varchar, 1), takesSuper: true },
  json_typeof: { ...gives(varchar, 1), takesSuper: true },
  split_to_array: gives(superType, 1, 2),
  get_array_length: { ...gives(integer, 1), takesSuper: true },
  object: { ...gives(superType, 0, 200), takesSuper: true },
  array: { ...gives(superType, 0, 100), takesSuper: true },
  can_json_parse: gives(boolean, 1),
  array_concat: { ...gives(superType, 2), takesSuper: true },
  array_contains: { ...gives(boolean, 2), takesSuper: true },
  array_position: { ...gives(integer, 2), takesSuper: true },
  array_positions: { ...gives(superType, 2), takesSuper: true },
  array_flatten: { ...gives(superType, 1), takesSuper: true },
  subarray: { ...gives(superType, 3), takesSuper: true },
  is_integer: { ...gives(boolean, 1), takesSuper: true },
  is_scalar: { ...gives(boolean, 1), takesSuper: true },
  is_array: { ...gives(boolean, 1), takesSuper: true },
  is_object: { ...gives(boolean, 1), takesSuper: true },
  is_varchar: { ...gives(boolean, 1), takesSuper: true },
  is_boolean: { ...gives(boolean, 1), takesSuper: true },
}

function aggregate(type: FunctionSignature["type"]): FunctionSignature {
  return { args: [1, 1], type, over: "aggregate", distinct: true }
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
const aggregates: Signatures = {
  count: { ...aggregate(() => bigint), takesSuper: true },
  sum: aggregate(sum),
  avg: aggregate(sum),
  min: aggregate(first),
  max: aggregate(first),
  any_value: { ...aggregate(first), distinct: false },
  stddev: aggregate(() => double),
  stddev_samp: aggregate(() => double),
  stddev_pop: aggregate(() => double),
  variance: aggregate(() => double),
  var_samp: aggregate(() => double),
  var_pop: aggregate(() => double),
  bool_and: aggregate(() => boolean),
  bool_or: aggregate(() => boolean),
  every: aggregate(() => boolean),
  bit_and: aggregate(first),
  bit_or: aggregate(first),
  median: { ...aggregate(() => wide), distinct: false },
  percentile_cont: { args: [1, 1], type: () => double, over: "aggregate", withinGroup: true },
  percentile_disc: { args: [1, 1], type: () => unknown, over: "aggregate", withinGroup: true },
  listagg: { args: [1, 2], type: () => varchar, over: "aggregate", withinGroup: true, distinct: true },
  grouping: gives(integer, 1, 20),
}

const value = { type: first, over: "window", ignoreNulls: true } as const

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
const windows: Signatures = {
  row_number: { ...gives(bigint, 0), over: "window" },
  rank: { ...gives(bigint, 0), over: "window" },
  dense_rank: { ...gives(bigint, 0), over: "window" },
  percent_rank: { ...gives(double, 0), over: "window" },
  cume_dist: { ...gives(double, 0), over: "window" },
  ntile: { ...gives(bigint, 1), over: "window" },
  lag: { args: [1, 2], ...value },
  lead: { args: [1, 2], ...value },
  first_value: { args: [1, 1], ...value },
  last_value: { args: [1, 1], ...value },
  nth_value: { args: [2, 2], ...value },
  ratio_to_report: { ...gives(double, 1), over: "window" },
}

const signatures: Signatures = {
  ...texts,
  ...numbers,
  ...conditions,
  ...moments,
  ...json,
  ...aggregates,
  ...windows,
}
