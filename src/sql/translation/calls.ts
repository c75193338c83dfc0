import { didYouMean } from "../../nearest.ts"
import type { Call, Expression, Node } from "../ast.ts"
import { foreignFunctions } from "../foreign-functions.ts"
import { emitKey, markWindow, mayEndInBlanks } from "./blanks.ts"
import { type Emitter, type Place, refuse } from "./context.ts"
import { insideAggregate } from "./grouping.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { dropPadding, fixedBytes } from "./padding.ts"
import { signatureOf } from "./signatures.ts"
import { emit, within } from "./walk.ts"

const insideBlock = 'inside {{#if (eq target.type "redshift")}} ... {{else}} ... {{/if}}.'
const onRedshiftOnly = `It has no like here: write it ${insideBlock}`
const guide = "https://docs.aws.amazon.com/redshift/latest/dg"

const advice: Readonly<Record<string, string>> = {
  checksum: `${onRedshiftOnly} ${guide}/r_CHECKSUM.html; md5(x) is the same everywhere.`,
  murmur3_32_hash: `${onRedshiftOnly} ${guide}/murmur3_32_hash.html; fnv_hash(x) is the same everywhere.`,
  farmfingerprint64: `${onRedshiftOnly} ${guide}/r_FARMFINGERPRINT64.html; fnv_hash(x) is the same everywhere.`,
  farm_fingerprint64: `${onRedshiftOnly} ${guide}/r_FARMFINGERPRINT64.html; fnv_hash(x) is the same everywhere.`,
  hll: `Write approximate count(distinct x). ${guide}/r_HLL_function.html`,
  hll_create_sketch: `${onRedshiftOnly} ${guide}/hyperloglog-functions.html`,
  hll_cardinality: `${onRedshiftOnly} ${guide}/hyperloglog-functions.html`,
  hll_combine: `${onRedshiftOnly} ${guide}/hyperloglog-functions.html`,
  from_hex: `VARBYTE has no like here. ${guide}/r_FROM_HEX.html; ${onRedshiftOnly}`,
  to_varbyte: `VARBYTE has no like here. ${guide}/r_TO_VARBYTE.html; ${onRedshiftOnly}`,
  from_varbyte: `VARBYTE has no like here. ${guide}/r_FROM_VARBYTE.html; ${onRedshiftOnly}`,
  version: `${onRedshiftOnly} ${guide}/r_VERSION.html`,
  current_database: `${onRedshiftOnly} ${guide}/r_CURRENT_DATABASE.html; {{target.name}} is the target.`,
  current_schema: `${onRedshiftOnly} ${guide}/r_CURRENT_SCHEMA.html; {{target.schema}} is the target's schema.`,
  current_user: `${onRedshiftOnly} ${guide}/r_CURRENT_USER.html`,
  session_user: `${onRedshiftOnly} ${guide}/r_SESSION_USER.html`,
  user: `${onRedshiftOnly} ${guide}/r_USER.html`,
  pg_backend_pid: `${onRedshiftOnly} ${guide}/PG_BACKEND_PID.html`,
  pg_last_query_id: `${onRedshiftOnly} ${guide}/PG_LAST_QUERY_ID.html`,
  has_table_privilege: `${onRedshiftOnly} ${guide}/r_HAS_TABLE_PRIVILEGE.html`,
  has_schema_privilege: `${onRedshiftOnly} ${guide}/r_HAS_SCHEMA_PRIVILEGE.html`,
  unicode: `Write ascii(x). ${guide}/r_ASCII.html`,
  isnull: "Use nvl(x, y) or x is null.",
  generate_series: "Use a recursive CTE: it runs on the leader node only.",
}

/** Of a function that has no advice of its own. */
function adviceOn(name: string, known: readonly string[]): string {
  if (/^(?:pg|stv|svl|svv|sys|txid|has)_/.test(name))
    return `${onRedshiftOnly} ${guide}/r_System_information_functions.html`
  if (/^(?:st|h3)_/.test(name)) return `${onRedshiftOnly} ${guide}/geospatial-functions.html`
  if (/^hll/.test(name)) return `${onRedshiftOnly} ${guide}/hyperloglog-functions.html`
  return didYouMean(name, known) ?? `A function of your own stands ${insideBlock}`
}

/** A function call: refused unless an emitter knows the name, the number of arguments and every clause that it has. */
export function emitCall(node: Call, place: Place): Out {
  const { emitters } = place.context.engine
  const known = node.schema === undefined && Object.hasOwn(emitters, node.name)
  const emitter = known ? emitters[node.name] : undefined
  const name = node.schema === undefined ? node.name : `${node.schema}.${node.name}`
  if (emitter === undefined) {
    refuse(
      place,
      { start: node.start, end: node.nameEnd },
      `the function "${name}"`,
      foreignFunctions.get(name) ?? advice[name] ?? adviceOn(name, Object.keys(emitters)),
    )
    return within(node, place)
  }
  const problem = clauseProblem(node, place)
  if (problem !== undefined) {
    refuse(place, node, problem.what, problem.hint)
    return within(node, place)
  }
  const over = signatureOf(node.name)?.over
  if (node.over?.kind === "window") markWindow(node.over, place)
  const inside = over === "aggregate" && node.over === undefined ? insideAggregate(place) : place
  const bytes = fixedBytes(node, inside)
  if (bytes !== undefined) return bytes
  if (over === undefined) dropPadding(node.args, inside)
  if (node.distinct) markDistinct(node, inside)
  return emitter(node, inside)
}

/** Distinct values are told apart by their keys. */
function markDistinct({ args: [first] }: Call, place: Place): void {
  const { replaced } = place.context
  if (first === undefined || replaced.has(first) || !mayEndInBlanks(typeOf(first, place))) return
  replaced.set(first, emitKey(first, place))
}

function clauseProblem(node: Call, place: Place): { what: string; hint?: string } | undefined {
  const rule = signatureOf(node.name)
  if (rule === undefined) return undefined
  const [fewest, most] = rule.args
  const { length } = node.args
  const name = `"${node.name}"`
  if ((length < fewest || length > most) && !node.star)
    return { what: `${name} with ${length} arguments`, hint: range(fewest, most) }
  if (node.star && node.name !== "count") return { what: `${name} of *` }
  if (node.form !== undefined && !rule.forms?.includes(node.form))
    return { what: `${name} in this form`, hint: "Write its arguments with commas." }
  if (node.distinct && !rule.distinct) return { what: `${name} of distinct values` }
  if (node.approximate && node.name !== "count" && node.name !== "percentile_disc")
    return { what: `approximate ${name}` }
  if (node.over !== undefined && (rule.over ?? "scalar") === "scalar") return { what: `${name} with "over"` }
  if (node.over === undefined && rule.over === "window") return { what: `${name} without "over"` }
  if (node.distinct && node.over !== undefined) return { what: `${name} of distinct values with "over"` }
  if (node.nulls === "ignore" && !rule.ignoreNulls) return { what: `${name} with "ignore nulls"` }
  if (node.nulls === "respect" && !rule.ignoreNulls) return { what: `${name} with "respect nulls"` }
  if (node.withinGroup !== undefined && !rule.withinGroup) return { what: `${name} with "within group"` }
  if (!rule.takesSuper && node.args.some((each) => typeOf(each, place).kind === "super"))
    return { what: `${name} of a SUPER value`, hint: "Cast it first, as in payload.a::int." }
  return undefined
}

function range(fewest: number, most: number): string {
  return fewest === most ? `It is verified with ${most}.` : `It is verified with ${fewest} to ${most}.`
}

/** The call under another name, all else as it stands. */
export function renamed(name: string): Emitter {
  return (call, place) => replacedCall(call, place, name, new Map())
}

/** The call under another name, with some of its arguments replaced. */
export function replacedCall(call: Call, place: Place, name: string, replaced: ReadonlyMap<Node, Out>): Out {
  const text = within(call, place, replaced)
  const [first, ...rest] = text
  if (first === undefined || typeof first === "string" || name === call.name) return text
  return [{ start: first.start, end: call.nameStart }, name, { start: call.nameEnd, end: first.end }, ...rest]
}

/** The translated arguments. */
export function argsOf(call: Call, place: Place): Out[] {
  return call.args.map((each) => emit(each, place))
}

/** The `over (...)` of a call, or nothing. */
export function overOf(call: Call, place: Place): Out {
  if (call.over === undefined) return []
  return out` over ${within(call.over, place)}`
}

/** An argument that the signature says is there. */
export function at(call: Call, index: number): Expression {
  const argument = call.args[index]
  if (argument === undefined)
    throw new Error(`the emitter of "${call.name}" reads argument ${index + 1}, which is not there`)
  return argument
}
