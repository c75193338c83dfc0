import { Interrupted, LuxError, type RelatedPlace } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { helperCall } from "./call-helper.ts"
import { evaluate, placeOf, type Run } from "./evaluate.ts"
import { yamlText } from "./exact-number.ts"
import { MacroEnded } from "./guarded-call.ts"
import { jsContext } from "./js-context.ts"
import { fromJavaScript, toJavaScript } from "./js-values.ts"
import { Output } from "./output.ts"
import { type Frame, rootFrame } from "./scope.ts"
import type { Call } from "./syntax.ts"
import type { HelperCall, JsMacro, Macro, SqlMacro } from "./types.ts"
import { isPromise, textOf } from "./values.ts"

/** Macros that may be inside each other: deeper than anyone writes, shallow enough for the stack. */
const deepest = 100
/** Places that an error tells of a long way through macros. */
const mostRelated = 6

/** A macro's value: the text of a SQL macro, whatever a JavaScript macro returns. */
export function callMacro(macro: Macro, call: Call, frame: Frame, run: Run): unknown {
  if (macro.kind === "js") return callJsMacro(macro, call, frame, run)
  const output = new Output()
  renderMacro(macro, call, frame, { ...run, renderProgram: run.renderWhole }, output)
  return output.text
}

/**
 * Renders a SQL macro's body where it is called. Throws LUX-1107 for wrong arguments, LUX-1109 where macros call each
 * other without end; errors inside the body get the call's place and tell their own as related.
 */
export function renderMacro(macro: SqlMacro, call: Call, frame: Frame, run: Run, output: Output): void {
  const scope = bind(macro, call, frame, run)
  if (run.depth >= deepest)
    throw new LuxError("LUX-1109", `macro "${macro.name}" is called inside itself without end`, {
      place: placeOf(call, run),
      hint: "Give the call a condition that ends it.",
    })
  const site = { macro: macro.name, file: run.file, offset: call.start }
  const inner: Run = {
    ...run,
    context: macro.scope === undefined ? run.context : { ...run.context, macros: macro.scope.macros },
    file: macro.body.file,
    site: run.site === undefined ? site : { ...site, calledFrom: run.site },
    depth: run.depth + 1,
  }
  try {
    run.renderProgram(macro.body.program, rootFrame(scope), inner, output)
  } catch (error) {
    throw calledFrom(error, macro, call, run)
  }
}

function callJsMacro(macro: JsMacro, call: Call, frame: Frame, run: Run): unknown {
  const evaluated = helperCall(call, frame, run)
  const named = call.named.length === 0 ? [] : [toJavaScript(evaluated.named)]
  let value: unknown
  try {
    value = macro.call(jsContext(evaluated, run.context), ...evaluated.args.map(toJavaScript), ...named)
  } catch (error) {
    if (error instanceof Interrupted) throw error
    throw error instanceof LuxError ? calledFrom(error, macro, call, run) : failed(error, macro, call, run)
  }
  if (!isPromise(value)) return returned(value, macro, call, evaluated, run)
  throw new LuxError(
    "LUX-1113",
    `macro "${macro.name}" returns a promise: nothing is waited for while rendering`,
    {
      place: placeOf(call, run),
      hint: "Read files with the synchronous functions of node:fs.",
      related: [{ message: `macro "${macro.name}" is defined here`, place: macro.place }],
    },
  )
}

/** What a macro gave, which prints; a date that is none, or an object that refuses to be read, does not. */
function returned(value: unknown, macro: JsMacro, call: Call, evaluated: HelperCall, run: Run): unknown {
  try {
    const given = fromJavaScript(value, `macro "${macro.name}" returns`, evaluated)
    textOf(given)
    return given
  } catch (error) {
    throw error instanceof LuxError
      ? error
      : failed(error, macro, call, run, "returns what cannot be printed")
  }
}

/** The error as the caller sees it: at the call, with the place inside the macro next to it. */
function calledFrom(error: unknown, macro: Macro, call: Call, run: Run): unknown {
  if (!(error instanceof LuxError)) return error
  const inside: RelatedPlace = { message: `in macro "${macro.name}"`, place: error.place ?? macro.place }
  const atCall = placeOf(call, run)
  const sameAsCall =
    error.place?.file === atCall.file && error.place.line === atCall.line && macro.kind === "js"
  return new LuxError(error.code, error.message, {
    place: atCall,
    hint: error.hint,
    related: [sameAsCall ? { ...inside, place: macro.place } : inside, ...error.related].slice(
      0,
      mostRelated,
    ),
    cause: error.cause,
  })
}

function failed(error: unknown, macro: JsMacro, call: Call, run: Run, how = "failed"): LuxError {
  const said = error instanceof Error ? error.message : String(error)
  return new LuxError("LUX-1113", `macro "${macro.name}" ${how}: ${said}`, {
    place: placeOf(call, run),
    hint: error instanceof MacroEnded ? error.hint : undefined,
    related: [{ message: `in macro "${macro.name}"`, place: lineInStack(error, macro) }],
    cause: error,
  })
}

/** Where the macro's file appears in the stack; the macro's own place where it does not. */
function lineInStack(error: unknown, macro: JsMacro) {
  const frames = error instanceof Error ? (error.stack ?? "").split("\n") : []
  const name = macro.file.slice(macro.file.lastIndexOf("/") + 1)
  for (const frame of frames) {
    const found = /([^/\\]+?)(?:\?[^:]*)?:(\d+):(\d+)\)?$/.exec(frame)
    if (found?.[1] === name) return { file: macro.file, line: Number(found[2]), column: Number(found[3]) }
  }
  return macro.place
}

/** The arguments by name: positional ones in the order of the parameters, then named ones, then defaults. */
function bind(macro: SqlMacro, call: Call, frame: Frame, run: Run): Record<string, unknown> {
  const problem = bindingProblem(macro, call, run)
  if (problem !== undefined) throw problem
  const scope: Record<string, unknown> = {}
  for (const [at, argument] of call.args.entries()) {
    const parameter = macro.parameters[at]
    if (parameter !== undefined) scope[parameter.name] = evaluate(argument, frame, run)
  }
  for (const { name, value } of call.named) scope[name] = evaluate(value, frame, run)
  for (const parameter of macro.parameters)
    if (!Object.hasOwn(scope, parameter.name)) scope[parameter.name] = parameter.default
  return scope
}

/** LUX-1107 where the arguments of a call are not those of the macro. */
export function bindingProblem(macro: SqlMacro, call: Call, run: Pick<Run, "file">): LuxError | undefined {
  const { parameters } = macro
  const problem = (message: string, at: { start: number; end: number }, hint?: string) =>
    new LuxError("LUX-1107", message, {
      place: placeOf(at, run),
      hint: hint ?? `Write {{${signature(macro)}}}.`,
      related: [{ message: `macro "${macro.name}" is defined here`, place: macro.place }],
    })

  const tooMany = call.args[parameters.length]
  if (tooMany !== undefined)
    return problem(`macro "${macro.name}" takes at most ${count(parameters.length)}`, tooMany)
  const names = parameters.map((parameter) => parameter.name)
  const given = new Set(names.slice(0, call.args.length))
  for (const named of call.named) {
    if (!names.includes(named.name))
      return problem(
        `macro "${macro.name}" has no argument "${named.name}"`,
        named,
        didYouMean(named.name, names),
      )
    if (given.has(named.name))
      return problem(`macro "${macro.name}" is given the argument "${named.name}" twice`, named)
    given.add(named.name)
  }
  const missing = parameters.find(
    (parameter) => !given.has(parameter.name) && !Object.hasOwn(parameter, "default"),
  )
  return missing && problem(`macro "${macro.name}" needs the argument "${missing.name}"`, call)
}

function count(parameters: number): string {
  return parameters === 0 ? "no arguments" : parameters === 1 ? "1 argument" : `${parameters} arguments`
}

function signature(macro: SqlMacro): string {
  const parts = macro.parameters.map((parameter) =>
    Object.hasOwn(parameter, "default") ? `${parameter.name}=${yamlText(parameter.default)}` : parameter.name,
  )
  return [macro.name, ...parts].join(" ")
}
