import { bigint, type DataType, decimalOf, float, unknownType } from "../../data-type.ts"
import { type ResultRule, sameAs, signatures } from "./signature.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_SUM.md: 38 digits, with the scale of what is summed. */
const sum: ResultRule = ([type = unknownType]) => {
  if (type.kind === "integer") return bigint
  if (type.kind === "double") return float
  if (type.kind === "decimal") return type.scale === undefined ? decimalOf() : decimalOf(38, type.scale)
  return unknownType
}

/** Of numbers a decimal or a double, of dates a date. */
const middle = (type: DataType): DataType => {
  if (type.kind === "integer" || type.kind === "decimal") return decimalOf()
  if (type.kind === "double") return float
  return ["date", "timestamp", "timestamptz"].includes(type.kind) ? type : unknownType
}

const median: ResultRule = ([type = unknownType]) => middle(type)

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html, bit-wise and HyperLogLog ones too */
export const aggregateSignatures = () =>
  signatures(
    "aggregate",
    `
    count(any) bigint!
    sum|avg(number) sum
    min|max|any_value(any) same
    stddev|stddev_samp|stddev_pop|variance|var_samp|var_pop(number) double precision
    bool_and|bool_or|every(any) boolean
    bit_and|bit_or(any) same
    median(any) median
    percentile_cont|percentile_disc(any) ?
    listagg(any, any?) varchar(65535)
    hll(any) bigint
    hll_create_sketch|hll_combine(any) hllsketch
    `,
    { sum, median },
  )

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowSignatures = () =>
  signatures(
    "window",
    `
    row_number|rank|dense_rank() bigint!
    percent_rank|cume_dist() double precision!
    ntile(any) bigint
    lag|lead(any, any?) same
    first_value|last_value(any) same
    nth_value(any, any) same
    ratio_to_report(number) double precision
    `,
    { same: sameAs(0) },
  )

export { middle }
