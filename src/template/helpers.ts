import { LuxError } from "../errors.ts"
import { columnHelpers } from "./column-helpers.ts"
import { compareNumbers, isNumeric, sameValue } from "./exact-number.ts"
import { numberHelpers } from "./number-helpers.ts"
import { textHelpers } from "./text-helpers.ts"
import type { HelperCall, RenderContext } from "./types.ts"
import { describe, hasProperty, isTrue, propertyOf } from "./values.ts"

export interface Helper {
  /** How it is called, for messages. */
  readonly usage: string
  readonly fewest: number
  readonly most: number
  /** Takes named arguments: any, or only these. */
  readonly named?: true | readonly string[]
  /** A value that may stand bare anywhere: `{{#if target.name}}`, `(eq self x)`. */
  readonly bare?: true
  readonly run: (call: HelperCall, context: RenderContext) => unknown
}

const any = Number.POSITIVE_INFINITY

/** The evaluator runs `and`, `or`, `default`, `choose` and `is_defined` itself: not every argument is evaluated. */
const helperTable: Readonly<Record<string, Helper>> = {
  // How many arguments ref and source take is the graph's to say.
  ref: {
    usage: 'ref "model"',
    fewest: 0,
    most: any,
    named: ["v", "version"],
    run: (call, context) => context.ref(call),
  },
  source: {
    usage: 'source "source" "table"',
    fewest: 0,
    most: any,
    run: (call, context) => context.source(call),
  },
  config: {
    usage: 'config materialized="table"',
    fewest: 0,
    most: 0,
    named: true,
    run: (call, context) => {
      context.config(call)
      return ""
    },
  },
  var: { usage: 'var "name" default', fewest: 1, most: 2, run: (call, context) => context.var(call) },
  env: { usage: 'env "NAME" default', fewest: 1, most: 2, run: (call, context) => context.env(call) },
  is_incremental: {
    usage: "(is_incremental)",
    fewest: 0,
    most: 0,
    run: (call, context) => context.isIncremental(call),
  },
  self: { usage: "self", fewest: 0, most: 0, bare: true, run: selfOf },
  target: { usage: "target", fewest: 0, most: 0, bare: true, run: (_, context) => context.target },
  run_started_at: {
    usage: "run_started_at",
    fewest: 0,
    most: 0,
    bare: true,
    run: (call, context) => context.runStartedAt(call),
  },
  invocation_id: {
    usage: "invocation_id",
    fewest: 0,
    most: 0,
    bare: true,
    run: (call, context) => context.invocationId(call),
  },
  error: { usage: 'error "message"', fewest: 1, most: 1, run: raise },

  list: { usage: "list a b c", fewest: 0, most: any, run: (call) => call.args },
  dict: { usage: 'dict key="value"', fewest: 0, most: 0, named: true, run: (call) => call.named },
  eq: { usage: "eq a b", fewest: 2, most: 2, run: ({ args: [a, b] }) => sameValue(a, b) },
  ne: { usage: "ne a b", fewest: 2, most: 2, run: ({ args: [a, b] }) => !sameValue(a, b) },
  lt: { usage: "lt a b", fewest: 2, most: 2, run: (call) => compare(call) < 0 },
  lte: { usage: "lte a b", fewest: 2, most: 2, run: (call) => compare(call) <= 0 },
  gt: { usage: "gt a b", fewest: 2, most: 2, run: (call) => compare(call) > 0 },
  gte: { usage: "gte a b", fewest: 2, most: 2, run: (call) => compare(call) >= 0 },
  not: { usage: "not a", fewest: 1, most: 1, run: ({ args: [a] }) => !isTrue(a) },
  and: { usage: "and a b", fewest: 1, most: any, run: ({ args }) => args.at(-1) },
  or: { usage: "or a b", fewest: 1, most: any, run: ({ args }) => args.at(-1) },
  choose: {
    usage: "choose condition valueIfTrue valueIfFalse",
    fewest: 3,
    most: 3,
    run: ({ args: [condition, a, b] }) => (isTrue(condition) ? a : b),
  },
  is_defined: { usage: "is_defined name", fewest: 1, most: 1, run: () => true },
  default: { usage: "default value fallback", fewest: 2, most: 2, run: ({ args: [a, b] }) => a ?? b },
  lookup: { usage: "lookup dict key", fewest: 2, most: 2, run: lookUpProperty },
  ...columnHelpers,
  ...numberHelpers,
  ...textHelpers,
}

const helpers: ReadonlyMap<string, Helper> = new Map(Object.entries(helperTable))

export function helperNamed(name: string): Helper | undefined {
  return helpers.get(name)
}

/** The names that may stand as blocks: `{{#if}}`. */
export const blockNames: ReadonlySet<string> = new Set(["if", "unless", "each", "with", "let", "raw"])

/** Names that a macro, an argument or a block parameter cannot have. */
export const helperNames: ReadonlySet<string> = new Set([
  ...helpers.keys(),
  ...blockNames,
  "macro",
  "test",
  "else",
])

/**
 * Helpers with names too common to be refused for arguments and properties. A bare name is then the argument or the
 * property; the helper is known by its arguments.
 */
export const yieldingHelpers: ReadonlySet<string> = new Set(["columns", ...Object.keys(numberHelpers)])

/** Names that can be called, for messages. */
export const callableNames: readonly string[] = [...helpers.keys()]

function selfOf(call: HelperCall, context: RenderContext): unknown {
  if (context.self !== undefined) return context.self
  throw new LuxError("LUX-1114", '"self" is not known here: there is no relation being built', {
    place: call.place,
    hint: 'Name the relation: {{ref "model"}} or {{source "source" "table"}}.',
  })
}

function raise(call: HelperCall): never {
  throw new LuxError("LUX-1108", String(call.args[0]), { place: call.place })
}

function compare(call: HelperCall): number {
  const [a, b] = call.args
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b)
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0
  throw new LuxError(
    "LUX-1106",
    `${call.name} compares two numbers or two texts, not ${describe(a)} and ${describe(b)}`,
    {
      place: call.place,
    },
  )
}

function lookUpProperty(call: HelperCall): unknown {
  const [value, key] = call.args
  if ((typeof key === "string" || isNumeric(key)) && hasProperty(value, String(key)))
    return propertyOf(value, String(key))
  throw new LuxError("LUX-1103", `${describe(value)} has no ${describe(key)}`, { place: call.place })
}
