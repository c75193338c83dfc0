import { LuxError, Problems } from "../errors.ts"
import { nameProblem } from "./names.ts"
import { parseTemplate } from "./parse.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type { Block, Expression, Statement } from "./syntax.ts"
import type { GenericTest, MacroParameter, SqlMacro, Template } from "./types.ts"

/**
 * The macros and generic tests that a file defines with `{{#macro "name" "argument" other="default"}}` and
 * `{{#test ...}}`. Throws, all together: LUX-1101 where the file does not parse, LUX-1110 for names that are taken,
 * LUX-1111 for anything else at the top of the file and for definitions that are none.
 */
export function parseMacroFile(file: SourceFile): { macros: SqlMacro[]; tests: GenericTest[] } {
  const problems = new Problems()
  const macros: SqlMacro[] = []
  const tests: GenericTest[] = []
  for (const statement of parseTemplate(file).program.body) {
    if (isDefinition(statement)) {
      const definition = define(statement, file, problems)
      if (definition === undefined) continue
      if (statement.name === "macro") macros.push({ kind: "sql", ...definition })
      else tests.push(definition)
    } else {
      const stray = strayText(statement, file)
      if (stray !== undefined) problems.add(stray)
    }
  }
  problems.throwIfAny()
  return { macros, tests }
}

function isDefinition(statement: Statement): statement is Block {
  return statement.kind === "block" && (statement.name === "macro" || statement.name === "test")
}

function define(block: Block, file: SourceFile, problems: Problems): GenericTest | undefined {
  const at = (node: { start: number; end: number }) => placeAt(file, node.start, node.end - node.start)
  const [first, ...positional] = block.args
  const name = first === undefined ? undefined : textLiteral(first)
  const place = at({ start: block.start, end: file.text.indexOf("}}", block.start) + 2 })
  if (name === undefined) {
    problems.add(
      new LuxError("LUX-1111", `a ${block.name} needs a name in quotes`, {
        place,
        hint: `Write {{#${block.name} "name" "argument" other="default"}}.`,
      }),
    )
    return undefined
  }
  const parameters = [
    ...positional.flatMap((argument) => positionalParameter(argument)),
    ...block.named.map((named) => ({ name: named.name, default: constant(named.value), place: at(named) })),
  ]
  checkNames()
  const inverse = block.inverse
  if (inverse !== undefined)
    problems.add(new LuxError("LUX-1111", `{{#${block.name}}} takes no {{else}}`, { place: at(inverse) }))
  return { name, parameters, body: bodyOf(block, file), place }

  function positionalParameter(argument: Expression): MacroParameter[] {
    const argumentName = textLiteral(argument)
    if (argumentName !== undefined) return [{ name: argumentName, place: at(argument) }]
    problems.add(
      new LuxError("LUX-1111", `an argument of ${block.name} "${name}" is named in quotes`, {
        place: at(argument),
        hint: `Write {{#${block.name} "${name}" "argument" other="default"}}.`,
      }),
    )
    return []
  }

  function constant(value: Expression): unknown {
    return problems.attempt(() => constantOf(value, file))
  }

  function checkNames(): void {
    const problem = nameProblem(block.name, name ?? "", place)
    if (problem !== undefined) problems.add(problem)
    const seen = new Set<string>()
    for (const parameter of parameters) {
      const found = seen.has(parameter.name)
        ? new LuxError("LUX-1110", `${block.name} "${name}" has the argument "${parameter.name}" twice`, {
            place: parameter.place,
          })
        : nameProblem("argument", parameter.name, parameter.place)
      if (found !== undefined) problems.add(found)
      seen.add(parameter.name)
    }
  }
}

/** The block's inside as a template of its own, in the same file. */
function bodyOf(block: Block, file: SourceFile): Template {
  const program = block.program ?? { start: block.start, end: block.start, body: [], blockParams: [] }
  return { file, start: program.start, text: file.text.slice(program.start, program.end), program }
}

/** A default is written out: a literal, or `list` and `dict` of such. */
function constantOf(expression: Expression, file: SourceFile): unknown {
  if (expression.kind === "literal") return expression.value
  if (expression.kind === "call" && expression.name === "list" && expression.named.length === 0)
    return expression.args.map((argument) => constantOf(argument, file))
  if (expression.kind === "call" && expression.name === "dict" && expression.args.length === 0)
    return Object.fromEntries(expression.named.map(({ name, value }) => [name, constantOf(value, file)]))
  throw new LuxError(
    "LUX-1111",
    "a default is a text, a number, true, false, null, (list ...) or (dict ...)",
    {
      place: placeAt(file, expression.start, expression.end - expression.start),
      hint: "Work out anything else inside the body: (default argument ...).",
    },
  )
}

function textLiteral(expression: Expression): string | undefined {
  return expression.kind === "literal" && typeof expression.value === "string" ? expression.value : undefined
}

/** White space and SQL comments may stand between definitions. */
function strayText(statement: Statement, file: SourceFile): LuxError | undefined {
  const text = file.text.slice(statement.start, statement.end)
  const meaningful = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => " ".repeat(comment.length))
  const at = meaningful.search(/\S/)
  if (at === -1) return undefined
  const shown = meaningful.trim().split("\n", 1)[0]?.trimEnd() ?? ""
  return new LuxError("LUX-1111", "only macros and tests are defined here", {
    place: placeAt(file, statement.start + at, shown.length),
    hint: 'Put it between {{#macro "name"}} and {{/macro}}, or into a comment.',
  })
}
