import { LuxError, type Place } from "../errors.ts"
import { evaluateNamed, placeOf } from "./evaluate.ts"
import { runOf } from "./render.ts"
import { rootFrame } from "./scope.ts"
import { placeAt } from "./source-file.ts"
import type { Call, Mustache } from "./syntax.ts"
import type { RenderContext, Template } from "./types.ts"

/** One `{{config ...}}` at the top level of a template. */
export interface ConfigCall {
  readonly place: Place
  /** Key -> where it is written. */
  readonly places: Readonly<Record<string, Place>>
}

export interface EvaluatedConfig extends ConfigCall {
  readonly named: Readonly<Record<string, unknown>>
}

/** The `{{config ...}}` calls of a template that stand outside blocks, in order. */
export function configCalls(template: Template): readonly ConfigCall[] {
  return callsIn(template).map((found) => placesOf(found, template))
}

/**
 * The values of a template's `{{config ...}}` calls, without rendering the rest of it.
 * Throws LUX-1106 for unnamed arguments, and what evaluating the named ones throws.
 */
export function evaluateConfig(template: Template, context: RenderContext): readonly EvaluatedConfig[] {
  const run = runOf(template, context)
  const frame = rootFrame({})
  return callsIn(template).map((found) => {
    const [unnamed] = found.call.args
    if (unnamed !== undefined)
      throw new LuxError("LUX-1106", "config takes named arguments only", {
        place: placeOf(unnamed, run),
        hint: 'Write {{config materialized="table"}}.',
      })
    return { ...placesOf(found, template), named: evaluateNamed(found.call.named, frame, run) }
  })
}

interface FoundCall {
  readonly mustache: Mustache
  readonly call: Call
}

function callsIn(template: Template): readonly FoundCall[] {
  return template.program.body.flatMap((statement) =>
    statement.kind === "mustache" && statement.value.kind === "call" && statement.value.name === "config"
      ? [{ mustache: statement, call: statement.value }]
      : [],
  )
}

function placesOf({ mustache, call }: FoundCall, template: Template): ConfigCall {
  const at = (node: { start: number; end: number }) =>
    placeAt(template.file, node.start, node.end - node.start)
  return {
    place: at(mustache),
    places: Object.fromEntries(call.named.map((named) => [named.name, at(named)])),
  }
}
