/** The syntax tree of Handlebars as its parser makes it: the package's types omit absent parts and have no union. */

interface Node {
  readonly loc: HandlebarsRange
}

/** Offsets in the parsed text. */
export interface HandlebarsRange {
  readonly start: number
  readonly end: number
}

export interface HandlebarsProgram {
  readonly body: readonly HandlebarsStatement[]
  readonly blockParams?: readonly string[] | undefined
}

export type HandlebarsStatement = Content | Comment | MustacheNode | BlockNode | Refused

interface Content extends Node {
  readonly type: "ContentStatement"
  /** After `~` took its white space. */
  readonly value: string
  readonly original: string
}

interface Comment extends Node {
  readonly type: "CommentStatement"
}

interface Called extends Node {
  readonly path: HandlebarsExpression
  readonly params: readonly HandlebarsExpression[]
  readonly hash?: HashNode | undefined
}

export interface MustacheNode extends Called {
  readonly type: "MustacheStatement"
}

export interface BlockNode extends Called {
  readonly type: "BlockStatement"
  readonly program?: HandlebarsProgram | undefined
  readonly inverse?: HandlebarsProgram | undefined
}

interface Refused extends Node {
  readonly type: "PartialStatement" | "PartialBlockStatement" | "Decorator" | "DecoratorBlock"
}

export interface HashNode {
  readonly pairs: readonly (Node & { readonly key: string; readonly value: HandlebarsExpression })[]
}

export type HandlebarsExpression = LiteralNode | NothingNode | PathNode | SubExpressionNode | HashLiteralNode

interface LiteralNode extends Node {
  readonly type: "StringLiteral" | "NumberLiteral" | "BooleanLiteral"
  readonly value: string | number | boolean
}

interface NothingNode extends Node {
  readonly type: "UndefinedLiteral" | "NullLiteral"
}

export interface PathNode extends Node {
  readonly type: "PathExpression"
  readonly data: boolean
  readonly depth: number
  /** The first one is a call in `(call).part`. */
  readonly parts: readonly (string | SubExpressionNode)[]
  readonly original: string
}

interface SubExpressionNode extends Called {
  readonly type: "SubExpression"
}

/** `(key=value)`: an object, which lux's templates do not have. */
interface HashLiteralNode extends Node, HashNode {
  readonly type: "HashLiteral"
}
