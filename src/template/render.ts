import { LuxError } from "../errors.ts"
import { renderBlock } from "./blocks.ts"
import { renderMacro } from "./call-macro.ts"
import { skippedProblems } from "./check-names.ts"
import { droppedBody } from "./dropped-body.ts"
import { calledBy, evaluate, evaluateCall, macroOf, placeOf, type Run, type Watch } from "./evaluate.ts"
import { Output } from "./output.ts"
import { parseTemplate } from "./parse.ts"
import { type Frame, rootFrame } from "./scope.ts"
import type { Block, Call, Mustache, Program } from "./syntax.ts"
import type { RenderContext, Rendered, Template } from "./types.ts"
import { describe, howToPrint, textOf } from "./values.ts"

/**
 * Renders a template. `scope` holds names next to the helpers and macros, such as a generic test's arguments.
 * Throws LUX-11xx at the authored place, and whatever the context's functions throw.
 */
export function render(
  template: Template,
  context: RenderContext,
  scope: Readonly<Record<string, unknown>> = {},
): Rendered {
  const output = new Output()
  renderProgram(template.program, rootFrame(scope), runOf(template, context), output)
  return output.finish()
}

/** What a rendering leaves out. */
export interface LeftOut {
  /** What is wrong with names in branches that are not taken. */
  readonly problems: readonly LuxError[]
  /** LUX-1126 for each `with` block whose body is dropped. */
  readonly warnings: readonly LuxError[]
}

/** Renders to find out what is wrong, and gives nothing else. Throws as `render`; `isValue`: as `renderValue`. */
export function tryRendering(
  template: Template,
  context: RenderContext,
  { scope = {}, isValue = false }: { readonly scope?: Scope | undefined; readonly isValue?: boolean } = {},
): LeftOut {
  const problems: LuxError[] = []
  const warnings: LuxError[] = []
  const watch: Watch = {
    skipped: (program, frame, run) => problems.push(...skippedProblems(program, frame, run)),
    dropped: (block, value, run) => warnings.push(...droppedBody(block, value, run)),
  }
  const run = { ...runOf(template, context), watch }
  const frame = rootFrame(scope)
  if (isValue) valueIn(template, frame, run)
  else renderProgram(template.program, frame, run, new Output())
  return { problems, warnings }
}

type Scope = Readonly<Record<string, unknown>>

/** The rendered text of a template, or of a text that is none of a file's. */
export function renderText(
  template: Template | string,
  context: RenderContext,
  scope?: Readonly<Record<string, unknown>>,
): string {
  return render(
    typeof template === "string" ? parseTemplate({ path: "", text: template }) : template,
    context,
    scope,
  ).text
}

/** The value of a template that is exactly one mustache, with its type; the rendered text of any other. */
export function renderValue(
  template: Template,
  context: RenderContext,
  scope: Readonly<Record<string, unknown>> = {},
): unknown {
  return valueIn(template, rootFrame(scope), runOf(template, context))
}

function valueIn(template: Template, frame: Frame, run: Run): unknown {
  const [only, more] = template.program.body
  if (only?.kind !== "mustache" || more !== undefined) {
    const output = new Output()
    renderProgram(template.program, frame, run, output)
    return output.text
  }
  const call = callOf(only, frame, run)
  return call === undefined ? evaluate(only.value, frame, run) : evaluateCall(call, frame, run)
}

/** A run at the top of a template, for evaluating parts of it. */
export function runOf(template: Template, context: RenderContext): Run {
  return {
    context,
    file: template.file,
    site: undefined,
    depth: 0,
    renderProgram,
    renderWhole: renderProgram,
  }
}

function renderProgram(program: Program, frame: Frame, run: Run, output: Output): void {
  for (const statement of program.body) {
    switch (statement.kind) {
      case "text":
        output.add(statement.text, run.file, statement.start, true, run.site)
        break
      case "mustache":
      case "block":
        renderStatement(statement, frame, run, output)
    }
  }
}

export function renderStatement(statement: Mustache | Block, frame: Frame, run: Run, output: Output): void {
  if (statement.kind === "block") renderBlock(statement, frame, run, output)
  else renderMustache(statement, frame, run, output)
}

function renderMustache(mustache: Mustache, frame: Frame, run: Run, output: Output): void {
  const call = callOf(mustache, frame, run)
  const macro = call && macroOf(call, run)
  if (call !== undefined && macro?.kind === "sql") {
    renderMacro(macro, call, frame, run, output)
    return
  }
  const value = call === undefined ? evaluate(mustache.value, frame, run) : evaluateCall(call, frame, run)
  const text = textOf(value)
  if (text === undefined) throw unprintable(mustache, value, run)
  output.add(text, run.file, mustache.start, false, run.site)
}

/** The call that a mustache makes, if it makes one. Its place is the whole tag, so that errors mark it from "{{" on. */
function callOf(mustache: Mustache, frame: Frame, run: Run): Call | undefined {
  const call = calledBy(mustache.value, frame, run)
  return call && { ...call, start: mustache.start, end: mustache.end }
}

function unprintable(mustache: Mustache, value: unknown, run: Run): LuxError {
  const written = run.file.text.slice(mustache.start, mustache.end)
  return new LuxError("LUX-1105", `${written} is ${describe(value)} and cannot be printed`, {
    place: placeOf(mustache, run),
    hint:
      /^\{\{~?\s*this\s*~?\}\}$/.test(written) && run.context.self !== undefined
        ? "A model's own relation is {{self}}."
        : howToPrint(value),
  })
}
