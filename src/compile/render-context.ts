import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Project } from "../project/types.ts"
import type { HelperCall, RenderContext } from "../template/types.ts"

/** What differs from one rendering to the next. */
export interface RenderParts {
  ref(parts: readonly string[], call: HelperCall): unknown
  source(parts: readonly string[], call: HelperCall): unknown
  readonly self?: unknown
  readonly isIncremental?: boolean
}

/** One command's constants. */
export interface Invocation {
  readonly id: string
  /** ISO 8601 UTC. */
  readonly startedAt: string
}

/** The context in which a node's template is rendered. `config` was read when the project was loaded. */
export function renderContext(project: Project, invocation: Invocation, parts: RenderParts): RenderContext {
  return {
    ref: (call) => parts.ref(texts(call), call),
    source: (call) => parts.source(texts(call), call),
    config: () => undefined,
    var: (call) => named(call, project.vars, "var"),
    env: (call) => named(call, project.env, "env"),
    self: parts.self,
    isIncremental: parts.isIncremental ?? false,
    target: targetValues(project),
    runStartedAt: invocation.startedAt,
    invocationId: invocation.id,
    macros: project.macros,
  }
}

function texts(call: HelperCall): readonly string[] {
  return call.args.map((argument) => {
    if (typeof argument === "string") return argument
    throw new LuxError("LUX-1401", `${call.name} takes names as texts, not ${describe(argument)}`, {
      place: call.place,
    })
  })
}

function describe(value: unknown): string {
  return value === null || value === undefined
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : `a ${typeof value}`
}

function named(call: HelperCall, values: Readonly<Record<string, unknown>>, kind: "var" | "env"): unknown {
  const [name, fallback] = call.args
  if (typeof name !== "string")
    throw new LuxError("LUX-1401", `${kind} takes a name as its first argument`, { place: call.place })
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value !== undefined) return value
  if (call.args.length > 1) return fallback
  throw kind === "var"
    ? new LuxError("LUX-1402", `var "${name}" is not set`, {
        place: call.place,
        hint: `${didYouMean(name, Object.keys(values)) ?? ""} Set it under "vars:" in lux_project.yml, with --vars, or give a default: {{var "${name}" "..."}}.`.trim(),
      })
    : new LuxError("LUX-1403", `environment variable "${name}" is not set`, {
        place: call.place,
        hint: `Set it, write it into .env, or give a default: {{env "${name}" "..."}}.`,
      })
}

function targetValues(project: Project): Readonly<Record<string, unknown>> {
  const { name, type, schema, threads } = project.target
  return { name, type, schema, threads }
}
