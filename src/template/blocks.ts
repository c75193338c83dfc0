import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { evaluate, evaluateNamed, placeOf, type Run } from "./evaluate.ts"
import { sameValue } from "./exact-number.ts"
import { blockNames, helperNames, yieldingHelpers } from "./helpers.ts"
import type { Output } from "./output.ts"
import type { Frame } from "./scope.ts"
import type { Block, Program } from "./syntax.ts"
import { describe, isObject, isTrue, textOf } from "./values.ts"

/** Renders `if`, `unless`, `each`, `with`, `let` and raw blocks. Throws LUX-1102 for others, LUX-1106 for what they are given. */
export function renderBlock(block: Block, frame: Frame, run: Run, output: Output): void {
  const body = (program: Program | undefined, inner: Frame) => {
    if (program !== undefined) run.renderProgram(program, inner, run, output)
  }
  checkParameters(block, run)
  switch (block.name) {
    case "raw":
      body(block.program, frame)
      break
    case "if":
    case "unless": {
      const value = subject(block, frame, run)
      const { includeZero } = evaluateNamed(block.named, frame, run)
      const holds = isTrue(value) || (isTrue(includeZero) && sameValue(value, 0))
      body(holds === (block.name === "if") ? block.program : block.inverse, frame)
      break
    }
    case "with": {
      const value = subject(block, frame, run)
      const inner = { context: value, names: parameters(block, [value]), data: undefined, outer: frame }
      if (isTrue(value)) body(block.program, inner)
      else body(block.inverse, frame)
      break
    }
    case "let":
      body(block.program, assigned(block, frame, run))
      break
    case "each": {
      const entries = entriesOf(block, subject(block, frame, run), run)
      for (const [index, [key, value]] of entries.entries()) {
        const last = index === entries.length - 1
        const data = { index, number: index + 1, key, first: index === 0, last }
        body(block.program, { context: value, names: parameters(block, [value, key]), data, outer: frame })
      }
      if (entries.length === 0) body(block.inverse, frame)
      break
    }
    default:
      throw unknownBlock(block, run)
  }
}

function subject(block: Block, frame: Frame, run: Run): unknown {
  const [value, more] = block.args
  if (value !== undefined && more === undefined) return evaluate(value, frame, run)
  throw new LuxError("LUX-1106", `{{#${block.name}}} takes 1 argument, not ${block.args.length}`, {
    place: placeAtName(block, run),
    hint:
      more === undefined
        ? `Write {{#${block.name} value}}.`
        : `Put a call in parentheses: {{#${block.name} (eq a b)}}.`,
  })
}

/**
 * The frame around a `let` block with its names. It is no frame of its own: `this` and `../` mean what they mean around
 * the block. A later value sees the earlier names.
 */
function assigned(block: Block, frame: Frame, run: Run): Frame {
  checkLet(block, run)
  let inner = frame
  for (const { name, value } of block.named)
    inner = { ...inner, names: { ...inner.names, [name]: evaluate(value, inner, run) } }
  return inner
}

function checkLet(block: Block, run: Run): void {
  const [argument] = block.args
  const params = block.program?.blockParams ?? []
  if (argument !== undefined || params.length > 0 || block.named.length === 0)
    throw new LuxError("LUX-1106", "{{#let}} takes named arguments only", {
      place: argument === undefined ? placeAtName(block, run) : placeOf(argument, run),
      hint: 'Write {{#let name="value" other=(list 1 2)}} ... {{/let}}.',
    })
  if (block.inverse !== undefined)
    throw new LuxError("LUX-1106", "{{#let}} takes no {{else}}: its body always renders", {
      place: placeAtName(block, run),
      hint: "Put {{#if name}} ... {{else}} ... {{/if}} into the body.",
    })
  for (const named of block.named) {
    if (!helperNames.has(named.name) || yieldingHelpers.has(named.name)) continue
    throw new LuxError("LUX-1110", `the name "${named.name}" in {{#let}} has the name of a helper`, {
      place: placeOf(named, run),
      hint: "Give it another name.",
    })
  }
}

function entriesOf(block: Block, value: unknown, run: Run): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return value.map((item, index) => [index, item])
  if (isObject(value) && textOf(value) === undefined) return Object.entries(value)
  const [argument] = block.args
  throw new LuxError("LUX-1106", `{{#each}} goes through a list or a dict, not ${describe(value)}`, {
    place: placeOf(argument ?? block, run),
    hint: "For what may be missing write {{#each (default items (list))}}.",
  })
}

function parameters(block: Block, values: readonly unknown[]): Readonly<Record<string, unknown>> {
  const names = block.program?.blockParams ?? []
  return names.length === 0 ? none : Object.fromEntries(names.map((name, at) => [name, values[at]]))
}

const none: Readonly<Record<string, unknown>> = {}

function checkParameters(block: Block, run: Run): void {
  for (const name of block.program?.blockParams ?? []) {
    if (!helperNames.has(name)) continue
    throw new LuxError("LUX-1110", `the block parameter "${name}" has the name of a helper`, {
      place: placeAtName(block, run),
      hint: "Give it another name.",
    })
  }
}

function unknownBlock(block: Block, run: Run): LuxError {
  if (block.name === "macro" || block.name === "test")
    return new LuxError("LUX-1115", `{{#${block.name}}} defines something and cannot stand here`, {
      place: placeAtName(block, run),
      hint: "Macros are defined at the top of files in macros/, generic tests in tests/generic/.",
    })
  return new LuxError("LUX-1102", `unknown block "${block.name}"`, {
    place: placeAtName(block, run),
    hint: didYouMean(block.name, blockNames) ?? `Blocks are ${[...blockNames].join(", ")}.`,
  })
}

function placeAtName(block: Block, run: Run) {
  const close = run.file.text.indexOf("}}", block.start)
  return placeOf({ start: block.start, end: close === -1 ? block.start + 2 : close + 2 }, run)
}
