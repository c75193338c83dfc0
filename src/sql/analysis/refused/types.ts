import type { Cast, TypeName } from "../../ast.ts"
import { type DataType, typeLabel } from "../../data-type.ts"
import { category } from "../common-type.ts"
import type { Place } from "../place.ts"
import type { State } from "../state.ts"
import { refused } from "./refused.ts"

const noTypes = "c_unsupported-postgresql-datatypes"

/** Types of Postgres that Redshift does not have, and what to write instead. */
const missing: Readonly<Record<string, string>> = {
  uuid: "Use varchar(36).",
  json: "Use super.",
  jsonb: "Use super.",
  xml: "Use varchar.",
  hstore: "Use super.",
  money: "Use decimal(19,2).",
  bytea: "Use varbyte.",
  bit: "Use varbyte, or a whole number.",
  "bit varying": "Use varbyte.",
  inet: "Use varchar(43).",
  cidr: "Use varchar(43).",
  macaddr: "Use varchar(17).",
  serial: "Use integer.",
  bigserial: "Use bigint.",
  tsvector: "Use varchar.",
  name: "Use varchar(127).",
}

const texts = ["varchar", "character varying", "nvarchar", "text"]
const fixed = ["char", "character", "nchar", "bpchar"]
const decimals = ["decimal", "numeric", "dec"]

/** Notes a type that Redshift does not have, or not in this size. */
export function refuseType(type: TypeName, state: State): void {
  const { name } = type
  const instead = Object.hasOwn(missing, name) ? missing[name] : undefined
  if (instead !== undefined)
    refused(state, type, { code: "LUX-3304", page: noTypes, message: `the type "${name}"`, hint: instead })
  const problem = sizeProblem(type)
  if (problem !== undefined) refused(state, type, { code: "LUX-3304", ...problem })
}

function sizeProblem({ name, arguments: sizes }: TypeName) {
  const [first, second = 0] = sizes
  if (first === undefined) return undefined
  const characters = { page: "r_Character_types", message: `${name}(${first})` }
  if (texts.includes(name) && (first > 65535 || first < 1))
    return { ...characters, hint: "It has 1 to 65535 bytes." }
  if (fixed.includes(name) && (first > 4096 || first < 1))
    return { ...characters, hint: "It has 1 to 4096 bytes: use varchar for longer texts." }
  if (!decimals.includes(name)) return undefined
  const digits = { page: "r_Numeric_types201", message: `${name}(${first},${second})` }
  if (first > 38 || first < 1) return { ...digits, hint: "A decimal has 1 to 38 digits." }
  if (second > Math.min(first, 37))
    return { ...digits, hint: "The digits behind the point are at most all of them, and 37." }
  return undefined
}

const conversions = "c_Supported_data_types"

/** Notes a cast for which Redshift has no conversion. */
export function refuseCast(from: DataType, to: DataType, node: Cast, { scope: { state } }: Place): void {
  const [given, due] = [category(from), category(to)]
  const hint =
    given === "boolean" && due === "text"
      ? "Write case when x then 'true' else 'false' end."
      : given === "boolean" && (to.kind === "decimal" || to.kind === "double")
        ? "Cast it to integer first."
        : due === "boolean" && (from.kind === "decimal" || from.kind === "double")
          ? "Compare it with 0."
          : given === "moment" && due === "number"
            ? "Use extract, datediff or to_char."
            : undefined
  if (hint === undefined) return
  const message = `the cast of a ${typeLabel(from)} to ${typeLabel(to)}`
  refused(state, node, { code: "LUX-3305", page: conversions, message, hint })
}

/** Notes a comparison of values between which Redshift converts nothing by itself. */
export function refuseComparison(
  left: DataType,
  right: DataType,
  span: { readonly start: number; readonly end: number },
  { scope: { state } }: Place,
): void {
  const kinds = [category(left), category(right)]
  const [a, b] = kinds
  const apart = ["boolean", "number", "moment"]
  if (a === undefined || b === undefined || a === b || !apart.includes(a) || !apart.includes(b)) return
  const message = `the comparison of a ${typeLabel(left)} and a ${typeLabel(right)}`
  const hint = kinds.includes("boolean")
    ? "Write the condition itself, or compare with true or false."
    : "Cast one of them: a date is written as date '2024-01-31'."
  refused(state, span, { code: "LUX-3305", page: conversions, message, hint })
}
