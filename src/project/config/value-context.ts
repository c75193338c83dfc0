import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { configHasNoEffect } from "../../template/no-config.ts"
import type { HelperCall, MacroTable, RenderContext } from "../../template/types.ts"
import type { Target } from "../types.ts"

/**
 * The context in which values of YAML files and `{{config ...}}` arguments are rendered: vars, environment and target;
 * what belongs to a node that is being built is an error.
 */
export function valueContext(
  vars: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  target?: Target,
  macros: MacroTable = new Map(),
): RenderContext {
  const notHere = (call: HelperCall): never => {
    throw new LuxError("LUX-1013", `${call.name} cannot be used in configuration`, {
      place: call.place,
      hint: "Configuration is read before anything is built: it knows var, env and target.",
    })
  }
  return {
    ref: notHere,
    source: notHere,
    config: configHasNoEffect,
    var: (call) => lookUp(call, vars, "var"),
    env: (call) => lookUp(call, env, "env"),
    columnsOf: notHere,
    quote: (name) => name,
    backslashEscapes: false,
    self: undefined,
    isIncremental: () => false,
    target: target === undefined ? {} : targetValues(target),
    runStartedAt: notHere,
    invocationId: notHere,
    macros,
  }
}

/** What `{{target.x}}` offers. */
export function targetValues({ name, type, schema, threads }: Target): Readonly<Record<string, unknown>> {
  return { name, type, schema, threads }
}

/** `var` and `env`: the value, else the second argument, else LUX-1014 or LUX-1015. */
export function lookUp(
  call: HelperCall,
  values: Readonly<Record<string, unknown>>,
  kind: "var" | "env",
): unknown {
  const [name, fallback] = call.args
  if (typeof name !== "string")
    throw new LuxError("LUX-1016", `${kind} takes a name as its first argument`, { place: call.place })
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value !== undefined) return value
  if (call.args.length > 1) return fallback
  if (kind === "env")
    throw new LuxError("LUX-1015", `environment variable "${name}" is not set`, {
      place: call.place,
      hint: `Set it, write it into .env, or give a default: {{env "${name}" "..."}}.`,
    })
  const near = didYouMean(name, Object.keys(values))
  throw new LuxError("LUX-1014", `var "${name}" is not set`, {
    place: call.place,
    hint: `${near === undefined ? "" : `${near} `}Set it under vars: in lux_project.yml, with --vars, or give a default: {{var "${name}" "..."}}.`,
  })
}
