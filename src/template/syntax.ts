/**
 * The syntax tree of a template: what Handlebars' parser found, with offsets in the authored file in place of lines
 * and columns, and only what lux evaluates. Plain data, so that it can be kept between commands.
 */

import type { ExactNumber } from "./exact-number.ts"

interface Node {
  /** Offset in the file of the first character (UTF-16 units). */
  readonly start: number
  /** Offset after the last character. */
  readonly end: number
}

export interface Program extends Node {
  readonly body: readonly Statement[]
  /** Names after `as |...|`. */
  readonly blockParams: readonly string[]
}

export type Statement = Text | Mustache | Block

/** The file's own text; `text` is found in the file at `start`. */
interface Text extends Node {
  readonly kind: "text"
  readonly text: string
}

/** `{{value}}` */
export interface Mustache extends Node {
  readonly kind: "mustache"
  readonly value: Expression
}

/** `{{#name args named}} program {{else}} inverse {{/name}}` */
export interface Block extends Node {
  readonly kind: "block"
  readonly name: string
  readonly args: readonly Expression[]
  readonly named: readonly NamedArgument[]
  readonly program: Program | undefined
  readonly inverse: Program | undefined
}

export type Expression = Literal | Path | Call

interface Literal extends Node {
  readonly kind: "literal"
  readonly value: string | number | ExactNumber | boolean | null | undefined
}

/** `name`, `item.label`, `../x`, `this`, `@index`: a name without arguments. */
export interface Path extends Node {
  readonly kind: "path"
  /** As written. */
  readonly name: string
  /** `@name` */
  readonly data: boolean
  /** How many times `../` is written. */
  readonly depth: number
  /** Written with `this` or `.`: looked up in the innermost context alone. */
  readonly local: boolean
  readonly parts: readonly string[]
}

/** `name args named`, in a mustache or in parentheses. */
export interface Call extends Node {
  readonly kind: "call"
  readonly name: string
  readonly args: readonly Expression[]
  readonly named: readonly NamedArgument[]
}

export interface NamedArgument extends Node {
  readonly name: string
  readonly value: Expression
}
