import { LuxError, LuxErrors } from "../errors.ts"
import type { FoundByRendering, RenderedPart } from "../graph/found-by-rendering.ts"
import type { Resolver } from "../graph/resolver.ts"
import { addsRows } from "../project/materialized.ts"
import { namesItself } from "../project/resource-guards.ts"
import type { Project } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import { renderValue, tryRendering } from "../template/render.ts"
import type { HelperCall, RelationCall, RenderContext } from "../template/types.ts"
import { askedVersion } from "./reads.ts"
import type { RelationOf } from "./relations.ts"
import { type Invocation, renderContext } from "./render-context.ts"

interface Surroundings {
  readonly project: Project
  readonly invocation: Invocation
  readonly resolver: Resolver
  readonly relationOf: RelationOf
}

/**
 * What rendering a template tells: the refs and sources that must be rendered to know them, every error, and LUX-1126
 * as warnings. Where `is_incremental` is used, both ways of an incremental model.
 */
export function findByRendering(
  { template, owner, isValue, isDynamic, usesIsIncremental, argumentsOf }: RenderedPart,
  surroundings: Surroundings,
): FoundByRendering {
  const found = new Map<string, RelationCall>()
  const problems: LuxError[] = []
  const warnings: LuxError[] = []
  const adds = addsRows(owner)
  for (const isIncremental of usesIsIncremental ? [false, true] : [false]) {
    let columnsAsked = false
    const context = contextFor(isIncremental, () => {
      columnsAsked = true
    })
    try {
      const scope = argumentsOf && scopeOf(argumentsOf, context)
      const leftOut = tryRendering(template, context, { scope, isValue })
      problems.push(...leftOut.problems)
      // Without the columns nobody knows which way the template goes.
      if (!columnsAsked) warnings.push(...leftOut.warnings)
    } catch (error) {
      const errors = errorsOf(error)
      const isCertain = !columnsAsked && (!isIncremental || adds)
      // A model may mean to stop when it adds to its table.
      if (isCertain) problems.push(...errors.filter(({ code }) => !isIncremental || code !== "LUX-1108"))
    }
  }
  return { calls: [...found.values()], problems, warnings }

  function contextFor(isIncremental: boolean, onColumns: () => void): RenderContext {
    const { project, invocation, resolver, relationOf } = surroundings
    const note = (kind: "ref" | "source", parts: readonly string[], call: HelperCall): Relation => {
      const { place } = call
      const version = kind === "ref" ? askedVersion(call) : undefined
      const asked = version === undefined ? {} : { version }
      found.set(`${kind} ${[...parts, version ?? ""].join(" ")}`, { kind, parts, place, ...asked })
      const resolve = () =>
        relationOf(
          kind === "ref" ? resolver.ref(parts, place, undefined, version) : resolver.source(parts, place),
        )
      return isDynamic ? resolve() : resolved(resolve)
    }
    return renderContext(project, invocation, {
      self: namesItself(owner) ? new Relation(undefined, "self") : undefined,
      packageName: owner.packageName,
      macros: argumentsOf?.generic.scope?.macros,
      isIncremental,
      hasConfig: true,
      ref: (parts, call) => note("ref", parts, call),
      source: (parts, call) => note("source", parts, call),
      columnsOf: (_, call) => {
        if (call.name === "columns") onColumns()
        return []
      },
    })
  }

  function scopeOf(
    { generic, definition }: NonNullable<RenderedPart["argumentsOf"]>,
    context: RenderContext,
  ): Readonly<Record<string, unknown>> {
    const relation = new Relation(undefined, "model")
    const given = Object.entries(definition.arguments).map(([name, argument]) => [
      name,
      argument.kind === "value"
        ? argument.value
        : argument.kind === "template"
          ? renderValue(argument.template, context)
          : relation,
    ])
    const defaults = generic.parameters.map(({ name, default: value }) => [name, value])
    return {
      ...Object.fromEntries([...defaults, ...given]),
      model: relation,
      ...(definition.column === undefined ? {} : { column_name: definition.column }),
    }
  }
}

/** What is not there is reported where the calls are resolved. */
function resolved(resolve: () => Relation): Relation {
  try {
    return resolve()
  } catch (error) {
    errorsOf(error)
    return new Relation(undefined, "missing")
  }
}

function errorsOf(error: unknown): readonly LuxError[] {
  if (error instanceof LuxErrors) return error.errors
  if (error instanceof LuxError) return [error]
  throw error
}
