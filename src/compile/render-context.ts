import { LuxError } from "../errors.ts"
import { lookUp, targetValues } from "../project/config/value-context.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import type { Project } from "../project/types.ts"
import { dialectFacts } from "../project/warehouses.ts"
import { isSecret, type SecretNames, shortestHidden } from "../secrets.ts"
import { identifier } from "../sql/identifier.ts"
import { configHasNoEffect } from "../template/no-config.ts"
import type { HelperCall, MacroTable, RenderContext } from "../template/types.ts"

/** What differs from one rendering to the next. */
export interface RenderParts {
  ref(parts: readonly string[], call: HelperCall): unknown
  source(parts: readonly string[], call: HelperCall): unknown
  columnsOf(relation: unknown, call: HelperCall): readonly string[]
  readonly self?: unknown
  readonly isIncremental?: boolean
  /** True for the template of a node, whose configuration was read when the project was loaded. */
  readonly hasConfig?: boolean
  /** Of whose template it is; undefined: the project itself. */
  readonly packageName?: string | undefined
  /** Where they are not those of that package: a generic test sees those of its own. */
  readonly macros?: MacroTable | undefined
}

/** One command's constants. */
export interface Invocation {
  readonly id: string
  /** ISO 8601 UTC. */
  readonly startedAt: string
}

/** The context in which a template is rendered. */
export function renderContext(project: Project, invocation: Invocation, parts: RenderParts): RenderContext {
  const { vars, macros } = scopeOfPackage(project, parts.packageName)
  return {
    ref: (call) => parts.ref(texts(call), call),
    source: (call) => parts.source(texts(call), call),
    config: parts.hasConfig === true ? () => undefined : configHasNoEffect,
    var: (call) => lookUp(call, vars, "var"),
    env: (call) => longEnough(call, lookUp(call, project.env, "env"), project.secretNames),
    columnsOf: (call) => parts.columnsOf(call.args[0], call).map((name) => ({ name, sql: identifier(name) })),
    quote: identifier,
    backslashEscapes: dialectFacts(project.dialect).backslashEscapes,
    self: parts.self,
    isIncremental: () => parts.isIncremental ?? false,
    target: targetValues(project.target),
    runStartedAt: () => invocation.startedAt,
    invocationId: () => invocation.id,
    macros: parts.macros ?? macros,
  }
}

/** Throws LUX-1026 for a secret that is too short to be masked in what is printed and written. */
function longEnough(call: HelperCall, value: unknown, names: SecretNames): unknown {
  const [name] = call.args
  const text = String(value ?? "")
  if (text === "" || text.length >= shortestHidden || !isSecret(String(name), value, names)) return value
  throw new LuxError("LUX-1026", `the secret "${name}" is too short to be masked`, {
    place: call.place,
    hint: `Secrets have at least ${shortestHidden} characters. If it is none, list it under not_secrets: in lux_project.yml.`,
  })
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
