import { type LuxError, Problems } from "../errors.ts"
import { checkArguments } from "./call-helper.ts"
import { bindingProblem } from "./call-macro.ts"
import { checkBlock } from "./check-block.ts"
import { helperNamed } from "./helpers.ts"
import type { Frame } from "./scope.ts"
import type { SourceFile } from "./source-file.ts"
import type { Block, Call, Expression, Path, Program, Statement } from "./syntax.ts"
import type { RenderContext, Template } from "./types.ts"
import {
  missingProperty,
  notCalled,
  outsideOfTemplate,
  unknownCall,
  unknownData,
  unknownName,
  valueCalled,
  type Where,
} from "./unknown.ts"
import { hasProperty } from "./values.ts"

/** What names mean at one depth of `each` and `with`, as far as that is known without values. */
interface Scope {
  /** Arguments, block parameters and names of `let`, those around included. */
  readonly names: ReadonlySet<string>
  /** True inside a value that may have properties: any name may be one of them. */
  readonly anyName: boolean
  /** `each` blocks around. */
  readonly loops: number
  readonly outer: Scope | undefined
}

type Surroundings = Where & { readonly context: Pick<RenderContext, "macros" | "target"> }

/**
 * What is certainly wrong with the names in a template and with its calls, in every branch: unknown helpers, macros,
 * names and blocks (LUX-1102), a helper that is named where its call is meant (LUX-1104), wrong arguments (LUX-1106,
 * LUX-1107). Nothing is evaluated. `names` are those of arguments.
 */
export function nameProblems(
  template: Template,
  context: Surroundings["context"],
  names: readonly string[] = [],
): readonly LuxError[] {
  const scope = { names: new Set(names), anyName: false, loops: 0, outer: undefined }
  return problemsIn(template.program, scope, { file: template.file, context })
}

/** The same for a branch that is not taken, in a template that is being rendered: `frame` tells more names apart. */
export function skippedProblems(program: Program, frame: Frame, where: Surroundings): readonly LuxError[] {
  return problemsIn(program, scopeOf(frame), where)
}

function scopeOf({ names, context, data, outer }: Frame): Scope {
  const around = outer === undefined ? undefined : scopeOf(outer)
  const isDict = typeof context === "object" && context !== null && !Array.isArray(context)
  return {
    names: new Set([...(around?.names ?? []), ...Object.keys(names)]),
    anyName: around !== undefined && (around.anyName || isDict),
    loops: (around?.loops ?? 0) + (data === undefined ? 0 : 1),
    outer: around,
  }
}

function problemsIn(program: Program, start: Scope, where: Surroundings): readonly LuxError[] {
  const problems = new Problems()
  walkProgram(program, start)
  return problems.found

  function walkProgram(inner: Program | undefined, scope: Scope): void {
    for (const statement of inner?.body ?? []) walkStatement(statement, scope)
  }

  function walkStatement(statement: Statement, scope: Scope): void {
    if (statement.kind === "block") walkBlock(statement, scope)
    else if (statement.kind === "mustache") {
      const { value, start, end } = statement
      const call = value.kind === "path" ? calledBy(value, scope) : undefined
      if (value.kind === "call") walkCall({ ...value, start, end }, scope)
      else if (call !== undefined) walkCall({ ...call, start, end }, scope)
      else walk(value, scope)
    }
  }

  function walkBlock(block: Block, scope: Scope): void {
    problems.attempt(() => checkBlock(block, where))
    for (const argument of block.args) walk(argument, scope)
    let named = scope
    for (const { name, value } of block.named) {
      walk(value, named)
      if (block.name === "let") named = withNames(named, [name])
    }
    const isFrame = block.name === "each" || block.name === "with"
    walkProgram(block.program, isFrame ? frameOf(block, scope) : named)
    walkProgram(block.inverse, scope)
  }

  function walk(expression: Expression, scope: Scope): void {
    if (expression.kind === "call") walkCall(expression, scope)
    else if (expression.kind === "path") walkPath(expression, scope)
  }

  function walkCall(call: Call, scope: Scope): void {
    const { args, named, name } = call
    const optional = name === "is_defined" || name === "default"
    for (const [index, argument] of args.entries())
      if (
        !(
          optional &&
          index === 0 &&
          argument.kind === "path" &&
          (name === "is_defined" || argument.depth > 0)
        )
      )
        walk(argument, scope)
    for (const { value } of named) walk(value, scope)
    const helper = helperNamed(name)
    const macro = helper === undefined ? where.context.macros.get(name) : undefined
    if (helper !== undefined) problems.attempt(() => checkArguments(helper, call, where))
    else if (macro?.kind === "sql") {
      const problem = bindingProblem(macro, call, where)
      if (problem !== undefined) problems.add(problem)
    } else if (macro === undefined)
      problems.add(scope.names.has(name) ? valueCalled(call, where) : unknownCall(call, where))
  }

  function walkPath(path: Path, scope: Scope): void {
    const problem = path.data ? dataProblem(path, scope) : pathProblem(path, scope)
    if (problem !== undefined) problems.add(problem)
  }

  function dataProblem(path: Path, scope: Scope): LuxError | undefined {
    const name = path.parts[0] ?? ""
    const isKnown = name === "root" || (loopNames.has(name) && path.depth < scope.loops)
    return isKnown ? undefined : unknownData(path, where)
  }

  function pathProblem(path: Path, scope: Scope): LuxError | undefined {
    let from: Scope | undefined = scope
    for (let step = 0; step < path.depth; step++) from = from?.outer
    if (from === undefined) return outsideOfTemplate(path, where)
    const [name, property] = path.parts
    if (name === undefined || path.local || from.names.has(name) || from.anyName) return undefined
    if (path.depth > 0) return isAsked(name) ? undefined : unknownName(name, path, [...from.names], where)
    const helper = helperNamed(name)
    if (helper?.bare) {
      const { target } = where.context
      return name === "target" && property !== undefined && !hasProperty(target, property)
        ? missingProperty(target, property, path, where)
        : undefined
    }
    if (helper !== undefined) return notCalled(name, "helper", path, where)
    if (where.context.macros.has(name)) return notCalled(name, "macro", path, where)
    return isAsked(name) ? undefined : unknownName(name, path, [...from.names], where)
  }

  function isAsked(name: string): boolean {
    return askedIn(where.file).has(name)
  }

  /** The call that a bare name in a tag of its own makes. */
  function calledBy(path: Path, { names, anyName }: Scope): Call | undefined {
    const [first] = path.parts
    if (first === undefined || path.parts.length > 2 || path.data || path.local || path.depth > 0)
      return undefined
    if (names.has(first) || anyName) return undefined
    const name = path.parts.join(".")
    return helperNamed(name) === undefined && !where.context.macros.has(name)
      ? undefined
      : { kind: "call", start: path.start, end: path.end, name, args: [], named: [] }
  }
}

const loopNames: ReadonlySet<string> = new Set(["index", "number", "key", "first", "last"])

function withNames(scope: Scope, names: readonly string[]): Scope {
  return names.length === 0 ? scope : { ...scope, names: new Set([...scope.names, ...names]) }
}

function frameOf(block: Block, scope: Scope): Scope {
  const [value] = block.args
  const { names } = withNames(scope, block.program?.blockParams ?? [])
  const anyName = scope.anyName || value === undefined || mayHaveProperties(value, block.name)
  return { names, anyName, loops: scope.loops + (block.name === "each" ? 1 : 0), outer: scope }
}

/** Of literal values it is known that they have none. */
function mayHaveProperties(value: Expression, block: string): boolean {
  if (value.kind === "literal") return false
  if (block !== "each" || value.kind !== "call") return true
  if (value.name === "range") return false
  return value.name !== "list" || value.args.some(({ kind }) => kind !== "literal")
}

const asked = new WeakMap<SourceFile, ReadonlySet<string>>()

/** Names that a file asks for with is_defined: they may be missing. */
function askedIn(file: SourceFile): ReadonlySet<string> {
  const known = asked.get(file)
  if (known !== undefined) return known
  const names = new Set([...file.text.matchAll(/\bis_defined\s+([\w$]+)/g)].flatMap(([, name]) => name ?? []))
  asked.set(file, names)
  return names
}
