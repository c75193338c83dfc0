import { LuxError } from "../errors.ts"
import { jsContext } from "./js-context.ts"
import { render } from "./render.ts"
import type { HelperCall, Macro, RenderContext } from "./types.ts"
import { isPromise } from "./values.ts"

/**
 * Calls a macro that no template calls, with values: a SQL macro gives its text. Arguments for which a SQL macro has no
 * parameter are left out. Throws LUX-1107 where it needs more of them, LUX-1113 where a JavaScript macro fails.
 */
export function callWithValues(macro: Macro, values: readonly unknown[], context: RenderContext): unknown {
  const seen = macro.scope === undefined ? context : { ...context, macros: macro.scope.macros }
  if (macro.kind === "sql") return render(macro.body, seen, argumentsOf(macro, values)).text
  const { name, place } = macro
  const call: HelperCall = { name, args: values, named: {}, place, written: undefined }
  let value: unknown
  try {
    value = macro.call(jsContext(call, seen), ...values)
  } catch (error) {
    if (error instanceof LuxError) throw error
    const said = error instanceof Error ? error.message : String(error)
    throw new LuxError("LUX-1113", `macro "${name}" failed: ${said}`, { place, cause: error })
  }
  if (!isPromise(value)) return value
  throw new LuxError("LUX-1113", `macro "${name}" returns a promise: nothing is waited for while rendering`, {
    place,
    hint: "Read files with the synchronous functions of node:fs.",
  })
}

function argumentsOf(macro: Extract<Macro, { kind: "sql" }>, values: readonly unknown[]) {
  const { name, parameters, place } = macro
  const scope = Object.fromEntries(
    parameters.map((parameter, index) => [
      parameter.name,
      index < values.length ? values[index] : parameter.default,
    ]),
  )
  const missing = parameters.slice(values.length).find((parameter) => !Object.hasOwn(parameter, "default"))
  if (missing === undefined) return scope
  throw new LuxError(
    "LUX-1107",
    `macro "${name}" needs the argument "${missing.name}", which lux does not give`,
    {
      place,
      hint: `It is called with ${values.length} arguments: give the others a default.`,
    },
  )
}
