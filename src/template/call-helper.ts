import { LuxError } from "../errors.ts"
import { calledBy, evaluate, evaluateNamed, evaluateOptional, placeOf, type Run } from "./evaluate.ts"
import type { Helper } from "./helpers.ts"
import type { Frame } from "./scope.ts"
import type { Call } from "./syntax.ts"
import type { HelperCall } from "./types.ts"
import { isTrue } from "./values.ts"

/** Evaluates a helper's call. Throws LUX-1106 for a wrong number of arguments, and what the helper throws. */
export function callHelper(helper: Helper, call: Call, frame: Frame, run: Run): unknown {
  checkArguments(helper, call, run)
  if (call.name === "and" || call.name === "or") return decide(call, frame, run)
  if (call.name === "default") return withFallback(call, frame, run)
  if (call.name === "choose") return chosen(call, frame, run)
  if (call.name === "is_defined") return isDefined(call, frame, run)
  return helper.run(helperCall(call, frame, run), run.context)
}

/** The call with its arguments evaluated. Its place is worked out only when asked for. */
export function helperCall(call: Call, frame: Frame, run: Run): HelperCall {
  return {
    name: call.name,
    args: call.args.map((argument) => evaluate(argument, frame, run)),
    named: evaluateNamed(call.named, frame, run),
    written: { file: run.file, call },
    get place() {
      return placeOf(call, run)
    },
  }
}

/** Throws LUX-1106 for a number of arguments, or a named one, that a helper does not take. */
export function checkArguments(helper: Helper, call: Call, run: Pick<Run, "file">): void {
  const { named: taken = [] } = helper
  const unwanted = taken === true ? undefined : call.named.find(({ name }) => !taken.includes(name))
  if (unwanted !== undefined)
    throw new LuxError("LUX-1106", `${call.name} takes no named argument "${unwanted.name}"`, {
      place: placeOf(unwanted, run),
      hint: `Write {{${helper.usage}}}.`,
    })
  const given = call.args.length
  if (given >= helper.fewest && given <= helper.most) return
  throw new LuxError("LUX-1106", `${call.name} takes ${expected(helper)}, not ${given}`, {
    place: placeOf(call, run),
    hint: `Write {{${helper.usage}}}.`,
  })
}

function expected({ fewest, most, named }: Helper): string {
  if (most === 0) return named === true ? "named arguments only" : "no arguments"
  if (fewest === most) return fewest === 1 ? "1 argument" : `${fewest} arguments`
  return most === Number.POSITIVE_INFINITY ? `${fewest} or more arguments` : `${fewest} to ${most} arguments`
}

/** `and` is its first false argument, `or` its first true one; else the last. */
function decide(call: Call, frame: Frame, run: Run): unknown {
  let value: unknown
  for (const argument of call.args) {
    value = evaluate(argument, frame, run)
    if (isTrue(value) === (call.name === "or")) return value
  }
  return value
}

/** Only the chosen value is evaluated. */
function chosen(call: Call, frame: Frame, run: Run): unknown {
  const [condition, a, b] = call.args
  const value = condition !== undefined && isTrue(evaluate(condition, frame, run)) ? a : b
  return value === undefined ? undefined : evaluate(value, frame, run)
}

/** The errors of a name, property, variable or environment variable that is not there. */
const notThere: ReadonlySet<string> = new Set(["LUX-1102", "LUX-1103", "LUX-1014", "LUX-1015"])

/** Whether a name, path, `(var "name")` or `(env "NAME")` has a value, null included. Other calls are evaluated. */
function isDefined(call: Call, frame: Frame, run: Run): boolean {
  const [asked] = call.args
  if (asked === undefined || asked.kind === "literal") throw notAsked(call, run)
  if (asked.kind === "path" && calledBy(asked, frame, run) !== undefined) return true
  const mayBeMissing = asked.kind === "path" || asked.name === "var" || asked.name === "env"
  try {
    return evaluate(asked, frame, run) !== undefined
  } catch (error) {
    if (mayBeMissing && error instanceof LuxError && notThere.has(error.code)) return false
    throw error
  }
}

function notAsked(call: Call, run: Run): LuxError {
  return new LuxError("LUX-1106", "is_defined takes a name, not a literal value", {
    place: placeOf(call, run),
    hint: 'Write (is_defined name), (is_defined item.label) or (is_defined (var "name")).',
  })
}

/** A missing property counts as nothing here: `(default item.label item.name)`. */
function withFallback(call: Call, frame: Frame, run: Run): unknown {
  const [first, fallback] = call.args
  const value = first === undefined ? undefined : evaluateOptional(first, frame, run)
  return value ?? (fallback === undefined ? undefined : evaluate(fallback, frame, run))
}
