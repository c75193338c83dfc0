import { LuxError } from "../errors.ts"
import { exactNumber } from "./exact-number.ts"
import type {
  BlockNode,
  HandlebarsExpression,
  HandlebarsProgram,
  HandlebarsRange,
  HandlebarsStatement,
  HashNode,
  MustacheNode,
  PathNode,
} from "./handlebars-ast.ts"
import { refuseJinja } from "./jinja.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type { Call, Expression, NamedArgument, Path, Program, Statement } from "./syntax.ts"

/** Turns Handlebars' tree into lux's. `shift` is where the parsed text starts in the file. */
export function toProgram(root: HandlebarsProgram, file: SourceFile, shift: number, end: number): Program {
  return { ...program(root, shift), start: shift, end }

  function program(node: HandlebarsProgram, empty: number): Program {
    const body: Statement[] = []
    for (const child of node.body) {
      const converted = statement(child)
      if (converted !== undefined) body.push(converted)
    }
    return {
      start: shift + (node.body[0]?.loc.start ?? empty - shift),
      end: shift + (node.body.at(-1)?.loc.end ?? empty - shift),
      body,
      blockParams: node.blockParams ?? [],
    }
  }

  function statement(node: HandlebarsStatement): Statement | undefined {
    switch (node.type) {
      case "ContentStatement": {
        if (node.value === "") return undefined
        const stripped = node.original.startsWith(node.value)
          ? 0
          : node.original.length - node.original.trimStart().length
        const start = shift + node.loc.start + stripped
        refuseJinja(file, start, node.value)
        return { kind: "text", start, end: start + node.value.length, text: node.value }
      }
      case "CommentStatement":
        return undefined
      case "MustacheStatement":
        return { kind: "mustache", ...range(node.loc), value: mustacheValue(node) }
      case "BlockStatement":
        return block(node)
      default:
        throw new LuxError("LUX-1115", "partials and decorators are not part of lux's templates", {
          place: at(node.loc),
          hint: 'Write a macro: {{#macro "name" "argument"}} ... {{/macro}} in macros/, called as {{name "x"}}.',
        })
    }
  }

  function mustacheValue(node: MustacheNode): Expression {
    const plain = node.params.length === 0 && node.hash === undefined
    if (plain && node.path.type === "SubExpression")
      throw new LuxError("LUX-1101", "a call in a tag takes no parentheses", {
        place: at(node.path.loc),
        hint: `Write the call without them: {{${written(node.path.loc).slice(1, -1).trim()}}}.`,
      })
    return plain ? expression(node.path) : call(node)
  }

  function block(node: BlockNode): Statement {
    const raw = file.text.startsWith("{{{{", shift + node.loc.start)
    const name = simpleName(node.path)
    if (raw && name !== "raw")
      throw new LuxError("LUX-1115", `unknown raw block "${name}"`, {
        place: at(node.path.loc),
        hint: "Text that is printed as it is stands between {{{{raw}}}} and {{{{/raw}}}}.",
      })
    const empty = shift + node.loc.start
    return {
      kind: "block",
      ...range(node.loc),
      name,
      args: node.params.map(expression),
      named: namedArguments(node.hash),
      program: node.program && program(node.program, empty),
      inverse: node.inverse && program(node.inverse, empty),
    }
  }

  function expression(node: HandlebarsExpression): Expression {
    switch (node.type) {
      case "StringLiteral":
      case "BooleanLiteral":
        return { kind: "literal", ...range(node.loc), value: node.value }
      case "NumberLiteral": {
        const { start, end } = range(node.loc)
        // Handlebars has the double by now.
        return { kind: "literal", start, end, value: exactNumber(file.text.slice(start, end)) }
      }
      case "NullLiteral":
        return { kind: "literal", ...range(node.loc), value: null }
      case "UndefinedLiteral":
        return { kind: "literal", ...range(node.loc), value: undefined }
      case "PathExpression":
        return path(node)
      case "SubExpression":
        return call(node)
      case "HashLiteral":
        throw new LuxError("LUX-1101", "named arguments need a helper", {
          place: at(node.loc),
          hint: `Write the helper first: (helper ${written(node.loc).slice(1, -1).trim()}), or leave the parentheses out.`,
        })
    }
  }

  function path(node: PathNode): Path {
    const { data, depth, original: name } = node
    const parts = node.parts.filter((part) => typeof part === "string")
    if (parts.length < node.parts.length || name === "" || parts.some((part) => part.startsWith("#")))
      throw new LuxError("LUX-1101", `"${written(node.loc)}" is not a name`, {
        place: at(node.loc),
        hint:
          name === ""
            ? "Write a name between the brackets."
            : "Name the value first: {{#let x=(helper)}}{{x.part}}{{/let}}.",
      })
    const local = depth === 0 && /^(?:this\b|\.)/.test(name)
    return { kind: "path", ...range(node.loc), name, data, depth, local, parts }
  }

  function call(node: Omit<MustacheNode, "type">): Call {
    return {
      kind: "call",
      ...range(node.loc),
      name: simpleName(node.path),
      args: node.params.map(expression),
      named: namedArguments(node.hash),
    }
  }

  function namedArguments(hash: HashNode | undefined): readonly NamedArgument[] {
    const seen = new Set<string>()
    return (hash?.pairs ?? []).map(({ key, value, loc }) => {
      if (seen.has(key))
        throw new LuxError("LUX-1101", `the argument "${key}" is given twice`, { place: at(loc) })
      seen.add(key)
      return { name: key, ...range(loc), value: expression(value) }
    })
  }

  function simpleName(node: HandlebarsExpression): string {
    if (node.type === "PathExpression") {
      const [name, inPackage] = node.parts
      const plain = node.depth === 0 && !node.data
      if (typeof name === "string" && plain) {
        if (node.parts.length === 1) return name
        if (typeof inPackage === "string" && node.parts.length === 2) return `${name}.${inPackage}`
      }
    }
    throw new LuxError("LUX-1101", `"${written(node.loc)}" cannot be called`, {
      place: at(node.loc),
      hint:
        node.type === "StringLiteral"
          ? `Calls in a tag stand without parentheses: {{ref "brand"}}, not {{ref("brand")}}.`
          : "Only helpers and macros take arguments.",
    })
  }

  function range(loc: HandlebarsRange): { start: number; end: number } {
    return { start: shift + loc.start, end: shift + loc.end }
  }

  function written(loc: HandlebarsRange): string {
    return file.text.slice(shift + loc.start, shift + loc.end)
  }

  function at(loc: HandlebarsRange) {
    return placeAt(file, shift + loc.start, loc.end - loc.start)
  }
}
