import { dialectFacts } from "../../project/warehouses.ts"
import type { Cast, Expression } from "../ast.ts"
import { type DataType, truth, typeLabel } from "../data-type.ts"
import { category } from "./common-type.ts"
import type { Place } from "./place.ts"
import { problem } from "./state.ts"
import type { Value } from "./value.ts"

/** Where the dialect's rules are known well enough to say what it refuses. */
function strict(place: Place): boolean {
  return dialectFacts(place.scope.state.dialect).analysed
}

/** Types that cannot stand together. */
export function mismatch(
  place: Place,
  node: { readonly start: number; readonly end: number },
  message: string,
  hint?: string,
): void {
  if (strict(place)) problem(place.scope.state, "LUX-1313", node, message, hint)
}

/** A text where a value of `type` is expected must be one. */
export function checkText(type: DataType, value: string | undefined, node: Expression, place: Place): void {
  if (value === undefined || !strict(place) || mayBe(type, value)) return
  problem(
    place.scope.state,
    "LUX-1314",
    node,
    `'${value.length > 40 ? `${value.slice(0, 40)}...` : value}' is not ${aType(type)}`,
    type.kind === "date" || type.kind === "timestamp" ? "Write it as 'YYYY-MM-DD'." : undefined,
  )
}

const number = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|nan|inf(?:inity)?)$/i
const truths = ["true", "false", "yes", "no", "on", "off", "1", "0"]

/** Whether a text may be a value of the type; only what surely is none is said not to be. */
function mayBe(type: DataType, value: string): boolean {
  const trimmed = value.trim().toLowerCase()
  switch (type.literal === undefined ? type.kind : "unknown") {
    case "integer":
    case "decimal":
    case "double":
      return number.test(trimmed)
    case "boolean":
      return trimmed !== "" && truths.some((each) => each.startsWith(trimmed))
    case "date":
    case "timestamp":
    case "timestamptz":
      return mayBeMoment(trimmed)
    default:
      return true
  }
}

const momentWords = /^(now|today|tomorrow|yesterday|epoch|[+-]?infinity|current|invalid|allballs|j)/

function mayBeMoment(value: string): boolean {
  if (!/\d/.test(value)) return momentWords.test(value)
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/.exec(value) ?? []
  if (year === "") return true
  const last = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= last
}

export function checkCast(operand: Value, type: DataType, node: Cast, place: Place): void {
  if (node.style === "try_cast") return
  checkText(type, operand.type.literal, node, place)
  const [from, to] = [category(operand.type), category(type)]
  const number = operand.type.kind
  const refused =
    (from === "boolean" && to === "moment") ||
    (from === "moment" && to === "boolean") ||
    ((number === "decimal" || number === "double") && to === "moment")
  if (refused) mismatch(place, node, `${aType(operand.type)} cannot be cast to ${typeLabel(type)}`)
}

/** A condition; whole numbers are taken for one. */
export function checkBoolean(value: Value, node: Expression, what: string, place: Place): void {
  const kind = category(value.type)
  checkText(truth, value.type.literal, node, place)
  if (kind === "text" || kind === "moment" || kind === "interval")
    mismatch(place, node, `"${what}" needs a condition, this is ${aType(value.type)}`)
}

/** Both sides of a comparison: a text without a cast becomes what the other side is. */
export function checkComparison(
  left: Value,
  right: Value,
  leftNode: Expression,
  rightNode: Expression,
  place: Place,
): void {
  checkText(left.type, right.type.literal, rightNode, place)
  checkText(right.type, left.type.literal, leftNode, place)
}

/** Values that become one column: they must be of one kind. */
export function checkSameKind(
  what: string,
  values: readonly Value[],
  nodes: readonly { readonly start: number; readonly end: number }[],
  place: Place,
): void {
  const clash = clashOf(values.map((each) => each.type))
  if (clash === undefined) return
  const node = nodes[clash.index]
  if (node === undefined || !strict(place)) return
  const { literal } = clash.second
  problem(
    place.scope.state,
    literal === undefined ? "LUX-1313" : "LUX-1314",
    node,
    literal === undefined
      ? `${what} are of different types: ${typeLabel(clash.first)} and ${typeLabel(clash.second)}`
      : `'${literal.length > 40 ? `${literal.slice(0, 40)}...` : literal}' is not ${aType(clash.first)}, as the others of ${what} are`,
    "Cast them to one type.",
  )
}

interface Clash {
  readonly first: DataType
  readonly second: DataType
  readonly index: number
}

/** The first type that does not go with those before it, or the first text that is no value of their type. */
function clashOf(types: readonly DataType[]): Clash | undefined {
  const firm = types.find((each) => category(each) !== undefined)
  if (firm === undefined) return undefined
  for (const [index, type] of types.entries()) {
    const kind = category(type)
    if (kind !== undefined && kind !== category(firm)) return { first: firm, second: type, index }
    if (type.literal !== undefined && !mayBe(firm, type.literal)) return { first: firm, second: type, index }
  }
  return undefined
}

/** `an integer`, `a decimal(10,2)` */
function aType(type: DataType): string {
  const label = typeLabel(type)
  return `${/^[aeiou]/i.test(label) ? "an" : "a"} ${label}`
}
