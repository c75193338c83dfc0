import { decimalOf, unknownType } from "../../data-type.ts"
import { isNumber } from "../../number-type.ts"
import { commonType } from "../common-type.ts"
import { type ResultRule, signatures } from "./signature.ts"

/** The same kind of number; how many digits it has is not documented. */
const alike: ResultRule = ([first = unknownType]) =>
  first.kind === "decimal" ? decimalOf() : isNumber(first) ? first : unknownType

const truncated: ResultRule = (types, call) => {
  const [first = unknownType] = types
  if (["timestamp", "timestamptz", "date"].includes(first.kind)) return { kind: "date" }
  return alike(types, call)
}

const remainder: ResultRule = ([a = unknownType, b = unknownType]) => {
  if (a.kind === "integer" && b.kind === "integer") return commonType([a, b])
  return a.kind === "decimal" || b.kind === "decimal" ? decimalOf() : unknownType
}

/** https://docs.aws.amazon.com/redshift/latest/dg/Math_functions.html */
export const numberSignatures = () =>
  signatures(
    "scalar",
    `
    abs|ceil|ceiling|floor(numeric) alike
    sign(numeric) alike
    round(numeric, any?) alike
    trunc(any, any?) truncated
    mod(numeric, numeric) remainder
    acos|asin|atan|cos|cot|sin|tan(numeric) double precision
    atan2(numeric, numeric) double precision
    cbrt|degrees|radians|dexp|dlog1|dlog10|exp|ln|sqrt(numeric) double precision
    log(numeric, any?) double precision
    pi|random() double precision!
    power|pow(numeric, numeric) double precision
    `,
    { alike, truncated, remainder },
  )
