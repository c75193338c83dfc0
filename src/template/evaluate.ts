import { LuxError, type Place } from "../errors.ts"
import { callHelper } from "./call-helper.ts"
import { callMacro } from "./call-macro.ts"
import { helperNamed, yieldingHelpers } from "./helpers.ts"
import type { Output } from "./output.ts"
import { dataOf, type Frame, frameAt, lookUp, namesIn } from "./scope.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type { Block, Call, Expression, NamedArgument, Path, Program } from "./syntax.ts"
import type { CallSite, Macro, RenderContext } from "./types.ts"
import {
  missingProperty,
  notCalled,
  outsideOfTemplate,
  unknownCall,
  unknownData,
  unknownName,
  valueCalled,
} from "./unknown.ts"
import { hasProperty, isObject, propertyOf } from "./values.ts"

/** One template or macro body being rendered. */
export interface Run {
  readonly context: RenderContext
  readonly file: SourceFile
  /** The call that this body belongs to; undefined outside macros. */
  readonly site: CallSite | undefined
  /** Macros around this one. */
  readonly depth: number
  readonly renderProgram: RenderProgram
  /** The same for the body of a macro that is called for its value, of which nothing may be left out. */
  readonly renderWhole: RenderProgram
  /** Told what is not rendered. */
  readonly watch?: Watch | undefined
}

export interface Watch {
  /** A branch that is not taken. */
  skipped(program: Program, frame: Frame, run: Run): void
  /** A `with` block without `else` over a value that counts as false. */
  dropped(block: Block, value: unknown, run: Run): void
}

type RenderProgram = (program: Program, frame: Frame, run: Run, output: Output) => void

/**
 * The value of an expression. Throws LUX-1102 for unknown names, LUX-1103 for missing properties, LUX-1104 for a
 * helper or macro that is named where its call is meant, and what the calls throw.
 */
export function evaluate(expression: Expression, frame: Frame, run: Run): unknown {
  switch (expression.kind) {
    case "literal":
      return expression.value
    case "call":
      return evaluateCall(expression, frame, run)
    case "path":
      return evaluatePath(expression, frame, run)
  }
}

/** The call that a mustache makes: written with arguments, or the bare name of a helper or macro. */
export function calledBy(expression: Expression, frame: Frame, run: Run): Call | undefined {
  if (expression.kind === "call") return expression
  if (expression.kind !== "path" || expression.parts.length > 2) return undefined
  if (expression.data || expression.local || expression.depth > 0) return undefined
  const [first] = expression.parts
  if (first === undefined || lookUp(first, frame) !== undefined) return undefined
  const name = expression.parts.join(".")
  if (helperNamed(name) === undefined && !run.context.macros.has(name)) return undefined
  return { kind: "call", start: expression.start, end: expression.end, name, args: [], named: [] }
}

/** The macro that a call names, unless it names a helper. */
export function macroOf(call: Call, run: Run): Macro | undefined {
  return helperNamed(call.name) === undefined ? run.context.macros.get(call.name) : undefined
}

export function evaluateCall(call: Call, frame: Frame, run: Run): unknown {
  const helper = helperNamed(call.name)
  if (helper !== undefined) return callHelper(helper, call, frame, run)
  const macro = run.context.macros.get(call.name)
  if (macro !== undefined) return callMacro(macro, call, frame, run)
  throw lookUp(call.name, frame) === undefined ? unknownCall(call, run) : valueCalled(call, run)
}

export function evaluateNamed(
  named: readonly NamedArgument[],
  frame: Frame,
  run: Run,
): Record<string, unknown> {
  return Object.fromEntries(named.map(({ name, value }) => [name, evaluate(value, frame, run)]))
}

/** The value, or undefined where the last property of a path is missing. */
export function evaluateOptional(expression: Expression, frame: Frame, run: Run): unknown {
  if (expression.kind !== "path" || expression.data || expression.parts.length === 0)
    return evaluate(expression, frame, run)
  const { value, rest } = startOf(expression, frame, run, true)
  const owner = walk(value, rest.slice(0, -1), expression, run)
  const last = rest.at(-1)
  if (last === undefined) return value
  return hasProperty(owner, last) ? propertyOf(owner, last) : undefined
}

export function placeOf(
  node: { readonly start: number; readonly end: number },
  { file }: Pick<Run, "file">,
): Place {
  return placeAt(file, node.start, node.end - node.start)
}

function evaluatePath(path: Path, frame: Frame, run: Run): unknown {
  const { value, rest } = startOf(path, frame, run, false)
  return rest.length === 0 ? value : walk(value, rest, path, run)
}

interface PathStart {
  readonly value: unknown
  readonly rest: readonly string[]
}

/** What the path's first name means. `optional`: a property of `this` may be missing. */
function startOf(path: Path, frame: Frame, run: Run, optional: boolean): PathStart {
  if (path.data) return dataStart(path, frame, run)
  const from = frameAt(path.depth, frame)
  if (from === undefined) throw outsideOfTemplate(path, run)
  const [name, ...rest] = path.parts
  if (name === undefined || path.local) return { value: from.context, rest: path.parts }
  const found = lookUp(name, from)
  if (path.depth === 0) {
    const callable = callableStart(name, path, found?.property, frame, run)
    if (callable !== undefined) return { value: callable.value, rest }
  }
  if (found !== undefined) return { value: found.value, rest }
  if (optional && rest.length === 0 && isObject(from.context) && path.depth > 0)
    return { value: undefined, rest }
  throw unknownName(name, path, namesIn(from), run)
}

/** A helper's or macro's name at the start of a path: the value of `self` and its like, an error for others. */
function callableStart(
  name: string,
  path: Path,
  property: boolean | undefined,
  frame: Frame,
  run: Run,
): { readonly value: unknown } | undefined {
  const helper = helperNamed(name)
  if (helper === undefined && (property !== undefined || !run.context.macros.has(name))) return undefined
  if (property === false || (property === true && yieldingHelpers.has(name))) return undefined
  if (property === true)
    throw new LuxError("LUX-1116", `"${name}" is a property here and a helper`, {
      place: placeOf(path, run),
      hint: `Write this.${name} for the property${helper?.bare ? "" : `, (${name} ...) for the helper`}.`,
    })
  if (helper?.bare) {
    const call: Call = { kind: "call", start: path.start, end: path.end, name, args: [], named: [] }
    return { value: callHelper(helper, call, frame, run) }
  }
  throw notCalled(name, helper === undefined ? "macro" : "helper", path, run)
}

function dataStart(path: Path, frame: Frame, run: Run): PathStart {
  const [name = "", ...rest] = path.parts
  if (name === "root") {
    let root = frame
    while (root.outer !== undefined) root = root.outer
    return { value: root.context, rest }
  }
  const value = dataOf(name, path.depth, frame)
  if (value !== undefined) return { value, rest }
  throw unknownData(path, run)
}

function walk(start: unknown, properties: readonly string[], path: Path, run: Run): unknown {
  let value = start
  for (const property of properties) {
    if (!hasProperty(value, property)) throw missingProperty(value, property, path, run)
    value = propertyOf(value, property)
  }
  return value
}
