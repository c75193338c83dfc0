import { LuxError, type Place } from "../errors.ts"
import { configReach, type Reach } from "./config-reach.ts"
import type { Run } from "./evaluate.ts"
import { Output } from "./output.ts"
import { renderStatement, runOf } from "./render.ts"
import { type Frame, rootFrame } from "./scope.ts"
import { placeAt } from "./source-file.ts"
import type { Program } from "./syntax.ts"
import type { HelperCall, RenderContext, Template, WrittenCall } from "./types.ts"

/** A `{{config ...}}` as it is written. */
export interface ConfigCall extends WrittenCall {
  readonly place: Place
  /** Key -> where it is written. */
  readonly places: Readonly<Record<string, Place>>
}

/** One that takes effect. */
interface EvaluatedConfig extends ConfigCall {
  readonly named: Readonly<Record<string, unknown>>
  /** In a block or a macro, where a variable, the environment or the target may decide whether it takes effect. */
  readonly isConditional: boolean
}

export interface TemplateConfig {
  /** In the order of their effect: of two values of one key the last one holds. */
  readonly taken: readonly EvaluatedConfig[]
  /** Every call in a block or in a macro that the template calls, whether it takes effect or not. */
  readonly conditional: readonly ConfigCall[]
}

const nothing: TemplateConfig = { taken: [], conditional: [] }

/**
 * The `{{config ...}}` calls of a template and of the SQL macros that it calls: those in branches that are taken, for
 * the given context. Only what decides about them is evaluated, not the rest of the template. Throws LUX-1013 where
 * `is_incremental` decides, and what evaluating throws.
 */
export function evaluateConfig(
  template: Template,
  context: RenderContext,
  scope: Readonly<Record<string, unknown>> = {},
): TemplateConfig {
  const reach = configReach(template, context.macros)
  if (reach === undefined) return nothing
  const first = takenWith(false)
  if (first.asked) assertSame(first.taken, takenWith(true).taken)
  return { taken: first.taken, conditional: reach.conditional.map(asWritten) }

  function takenWith(isIncremental: boolean) {
    const taken: EvaluatedConfig[] = []
    let asked = false
    const noting: RenderContext = {
      ...context,
      isIncremental: () => {
        asked = true
        return isIncremental
      },
      config: (call) => taken.push(...evaluated(call, reach?.always)),
    }
    const run: Run = { ...runOf(template, noting), renderProgram: renderReaching }
    renderReaching(template.program, rootFrame(scope), run, new Output())
    return { taken, asked }
  }

  /** Leaves out the statements that lead to no `config`. */
  function renderReaching(program: Program, frame: Frame, run: Run, output: Output): void {
    for (const statement of program.body)
      if (statement.kind !== "text" && reach?.leadsToConfig(run.file, statement))
        renderStatement(statement, frame, run, output)
  }
}

function evaluated({ written, named }: HelperCall, always: Reach["always"] | undefined): EvaluatedConfig[] {
  if (written === undefined) return []
  return [{ ...asWritten(written), named, isConditional: always?.has(written.call.start) !== true }]
}

function asWritten({ file, call }: WrittenCall): ConfigCall {
  const at = (node: { start: number; end: number }) => placeAt(file, node.start, node.end - node.start)
  const places = Object.fromEntries(call.named.map((named) => [named.name, at(named)]))
  return { file, call, place: at(call), places }
}

/** Nobody knows before a build whether the table is there. */
function assertSame(first: readonly EvaluatedConfig[], adding: readonly EvaluatedConfig[]): void {
  const differs = (one: readonly EvaluatedConfig[], other: readonly EvaluatedConfig[]) => {
    const known = new Set(other.map(textOf))
    return one.find((each) => !known.has(textOf(each)))
  }
  const found = differs(adding, first) ?? differs(first, adding)
  if (found === undefined) return
  throw new LuxError("LUX-1013", "config cannot depend on is_incremental", {
    place: found.place,
    hint: 'Configuration is read before lux knows whether the table exists. In a hook, put the condition into its SQL: post_hook="{{#if (is_incremental)}} ... {{/if}}".',
  })
}

function textOf({ named }: EvaluatedConfig): string {
  return JSON.stringify(named, (_, value) => (typeof value === "bigint" ? String(value) : value))
}
