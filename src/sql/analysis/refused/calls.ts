import type { Call, Expression, OrderItem, Window } from "../../ast.ts"
import { type DataType, typeLabel } from "../../data-type.ts"
import { functionSignatures } from "../functions/signatures.ts"
import type { Place } from "../place.ts"
import type { Value } from "../value.ts"
import { type Refused, refused } from "./refused.ts"

/** A call and what is known of it. */
interface Called {
  readonly node: Call
  readonly values: readonly Value[]
  /** Of `within group`. */
  readonly ordered: readonly Value[]
  /** Its window, with those that it goes on from; empty where it has none. */
  readonly windows: readonly Window[]
}

interface Rule extends Omit<Refused, "message"> {
  /** The functions that it is about; all where absent. */
  readonly of?: readonly string[]
  /** What is refused, or undefined. */
  readonly says: (called: Called) => string | undefined
}

const isAggregate = ({ name }: Call) => functionSignatures().get(name)?.over === "aggregate"
const isOrdered = (windows: readonly Window[]) => windows.some(({ orderBy }) => orderBy.length > 0)
const framesOf = (windows: readonly Window[]) => windows.flatMap(({ frame }) => frame ?? [])
const valuesOfFrame = ["first_value", "last_value", "nth_value"]
/** Those that have an order of their own. */
const sorted = ["listagg", "median", "percentile_cont", "percentile_disc"]

const windowRules: readonly Rule[] = [
  {
    code: "LUX-3300",
    page: "c_Window_functions",
    hint: 'Write the frame, as in "order by x rows unbounded preceding".',
    says: ({ node, windows }) =>
      (isAggregate(node) || valuesOfFrame.includes(node.name)) &&
      !sorted.includes(node.name) &&
      isOrdered(windows) &&
      framesOf(windows).length === 0
        ? `"${node.name}" over a window with an order and without a frame`
        : undefined,
  },
  {
    code: "LUX-3300",
    page: "c_Window_functions",
    hint: 'Write "rows".',
    says: ({ windows }) =>
      framesOf(windows).some(({ unit }) => unit === "range") ? 'a frame of "range"' : undefined,
  },
  {
    code: "LUX-3300",
    page: "r_WF_COUNT",
    hint: "Count the distinct values in a subquery, or rank them with dense_rank.",
    says: ({ node, windows }) =>
      node.distinct && windows.length > 0 && node.name !== "listagg"
        ? `"${node.name}" of distinct values over a window`
        : undefined,
  },
  ...[...sorted, "ratio_to_report"].map(
    (name): Rule => ({
      code: "LUX-3300",
      of: [name],
      page: `r_WF_${name.toUpperCase()}`,
      hint: 'Its window takes "partition by" alone.',
      says: ({ windows }) => (isOrdered(windows) ? `"${name}" over a window with an order` : undefined),
    }),
  ),
]

const firm = ({ kind, literal, loose }: DataType) =>
  literal === undefined && loose !== true && kind !== "unknown" && kind !== "null" && kind !== "super"

/** Refuses an argument of other kinds than these. */
function takes(kinds: readonly DataType["kind"][], index = 0): Rule["says"] {
  return ({ node, values }) => {
    const type = values[index]?.type
    return type !== undefined && firm(type) && !kinds.includes(type.kind)
      ? `"${node.name}" of a ${typeLabel(type)}`
      : undefined
  }
}

const measured: readonly DataType["kind"][] = [
  "integer",
  "decimal",
  "double",
  "date",
  "timestamp",
  "timestamptz",
]

const aggregateRules: readonly Rule[] = [
  {
    code: "LUX-3301",
    of: ["percentile_cont", "percentile_disc", "approximate percentile_disc"],
    page: "r_PERCENTILE_CONT",
    hint: "Write a number from 0 to 1.",
    says: ({ node: { name, args } }) => {
      const share = args[0]
      if (share === undefined || share.kind === "column")
        return share && `"${name}" of a share that is a column`
      const value = numberIn(share)
      return value !== undefined && (value < 0 || value > 1)
        ? `"${name}" of a share outside of 0 to 1`
        : undefined
    },
  },
  {
    code: "LUX-3301",
    of: ["percentile_cont"],
    page: "r_PERCENTILE_CONT",
    hint: "Order by a number, a date or a timestamp.",
    says: ({ node, ordered: [item] }) =>
      item !== undefined && firm(item.type) && !measured.includes(item.type.kind)
        ? `"${node.name}" of a ${typeLabel(item.type)}`
        : undefined,
  },
  {
    code: "LUX-3301",
    of: ["median"],
    page: "r_MEDIAN",
    hint: "Take it of a number, a date or a timestamp.",
    says: takes(measured),
  },
  ...["min", "max"].map(
    (name): Rule => ({
      code: "LUX-3301",
      of: [name],
      page: `r_${name.toUpperCase()}`,
      hint: 'Take it of "case when ... then 1 else 0 end", or write "bool_or" or "bool_and".',
      says: ({ node, values: [value] }) =>
        value !== undefined && firm(value.type) && value.type.kind === "boolean"
          ? `"${node.name}" of a ${typeLabel(value.type)}`
          : undefined,
    }),
  ),
  {
    code: "LUX-3301",
    of: ["listagg"],
    page: "r_LISTAGG",
    hint: "Write the delimiter as a text.",
    says: ({ node: { args } }) =>
      args[1] !== undefined && ["column", "call", "binary", "case"].includes(args[1].kind)
        ? 'a delimiter of "listagg" that is computed'
        : undefined,
  },
  ...["bit_and", "bit_or"].map(
    (name): Rule => ({
      code: "LUX-3301",
      of: [name],
      page: `r_${name.toUpperCase()}`,
      hint: "Cast it to a whole number.",
      says: takes(["integer", "boolean", "varbyte"]),
    }),
  ),
  ...["bool_and", "bool_or"].map(
    (name): Rule => ({
      code: "LUX-3301",
      of: [name],
      page: `r_${name.toUpperCase()}`,
      hint: "Write a condition.",
      says: takes(["boolean", "integer"]),
    }),
  ),
  {
    code: "LUX-3301",
    page: "r_COUNT",
    hint: 'Write "approximate count(distinct x)", or leave the word out.',
    says: ({ node }) =>
      node.approximate && node.name !== "percentile_disc" && !(node.name === "count" && node.distinct)
        ? `"approximate ${node.name}" without distinct values`
        : undefined,
  },
]

const longestPath = 5
const lookAround = /\(\?(?:[=!]|<[=!])/

const argumentRules: readonly Rule[] = [
  {
    code: "LUX-3303",
    of: ["json_extract_path_text"],
    page: "JSON_EXTRACT_PATH_TEXT",
    hint: "Take the inner value out in two steps.",
    says: ({ node: { args } }) => {
      const path = args.slice(1).filter(({ kind }) => kind !== "literal")
      return path.length > longestPath
        ? `a JSON path of ${path.length} steps: it takes ${longestPath}`
        : undefined
    },
  },
  ...["json_extract_path_text", "json_extract_array_element_text", "json_array_length", "is_valid_json"].map(
    (name): Rule => ({
      code: "LUX-3303",
      of: [name],
      page: name.toUpperCase(),
      hint: "Write a path into the SUPER value, or json_serialize it first.",
      says: ({ values: [value] }) =>
        value?.type.kind === "super" ? `"${name}" of a SUPER value` : undefined,
    }),
  ),
  {
    code: "LUX-3303",
    of: ["split_part"],
    page: "SPLIT_PART",
    hint: "The first part is 1.",
    says: ({ node: { args } }) => {
      const part = numberIn(args[2])
      return part !== undefined && part < 1 ? '"split_part" with a part below 1' : undefined
    },
  },
  {
    code: "LUX-3303",
    of: ["substring", "substr"],
    page: "r_SUBSTRING",
    hint: "Write a length of 0 or more.",
    says: ({ node: { args } }) => {
      const size = numberIn(args[2])
      return size !== undefined && size < 0 ? "a substring of negative length" : undefined
    },
  },
  {
    code: "LUX-3303",
    of: ["strtol"],
    page: "r_STRTOL",
    hint: "Write a base from 2 to 36.",
    says: ({ node: { args } }) => {
      const base = numberIn(args[1])
      return base !== undefined && (base < 2 || base > 36) ? `the base ${base}` : undefined
    },
  },
  ...["regexp_substr", "regexp_replace", "regexp_count", "regexp_instr"].map(
    (name): Rule => ({
      code: "LUX-3303",
      of: [name],
      page: name.toUpperCase(),
      hint: "Its last argument may be 'p', which reads the pattern as Perl does.",
      says: ({ node: { args } }) => {
        const pattern = args[1]
        const perl = args
          .slice(2)
          .some((each) => each.kind === "string" && /^[a-z]*p[a-z]*$/.test(each.value))
        return pattern?.kind === "string" && lookAround.test(pattern.value) && !perl
          ? "a look around in a POSIX pattern"
          : undefined
      },
    }),
  ),
]

function numberIn(node: Expression | undefined): number | undefined {
  if (node?.kind === "number") return Number(node.text)
  if (node?.kind === "paren") return numberIn(node.inner)
  const inner = node?.kind === "unary" && node.operator === "-" ? numberIn(node.operand) : undefined
  return inner === undefined ? undefined : -inner
}

const rules = [...windowRules, ...aggregateRules, ...argumentRules]
const general = rules.filter(({ of }) => of === undefined)
const special = new Map<string, Rule[]>()
for (const rule of rules)
  for (const name of rule.of ?? []) special.set(name, [...(special.get(name) ?? []), rule])

/** Notes what Redshift refuses of a call. */
export function refuseCall(called: Called, { scope: { state } }: Place): void {
  const { node } = called
  if (node.schema !== undefined) return
  for (const rule of [...general, ...(special.get(node.name) ?? [])]) {
    const message = rule.says(called)
    if (message !== undefined) refused(state, node, { ...rule, message })
  }
}

/** The order in which an aggregate takes its values; undefined where it takes them in any. */
export function orderOf({
  name,
  args,
  withinGroup,
  over,
}: Call): readonly (Expression | OrderItem)[] | undefined {
  if (over !== undefined || !sorted.includes(name) || name === "percentile_disc") return undefined
  return name === "median" ? args.slice(0, 1) : withinGroup
}
