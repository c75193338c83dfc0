import { LuxError } from "../errors.ts"
import { checkBlock } from "./check-block.ts"
import { evaluate, evaluateNamed, placeOf, type Run } from "./evaluate.ts"
import { sameValue } from "./exact-number.ts"
import type { Output } from "./output.ts"
import type { Frame } from "./scope.ts"
import type { Block, Program } from "./syntax.ts"
import { describe, isObject, isTrue, textOf } from "./values.ts"

/** Renders `if`, `unless`, `each`, `with`, `let` and raw blocks. Throws LUX-1102 for others, LUX-1106 for what they are given. */
export function renderBlock(block: Block, frame: Frame, run: Run, output: Output): void {
  const body = (program: Program | undefined, inner: Frame) => {
    if (program !== undefined) run.renderProgram(program, inner, run, output)
  }
  const skip = (program: Program | undefined, inner: Frame) => {
    if (program !== undefined) run.watch?.skipped(program, inner, run)
  }
  checkBlock(block, run)
  switch (block.name) {
    case "raw":
      body(block.program, frame)
      break
    case "if":
    case "unless": {
      const value = subject(block, frame, run)
      const { includeZero } = evaluateNamed(block.named, frame, run)
      const holds = isTrue(value) || (isTrue(includeZero) && sameValue(value, 0))
      const isFirst = holds === (block.name === "if")
      body(isFirst ? block.program : block.inverse, frame)
      skip(isFirst ? block.inverse : block.program, frame)
      break
    }
    case "with": {
      const value = subject(block, frame, run)
      const inner = { context: value, names: parameters(block, [value]), data: undefined, outer: frame }
      if (isTrue(value)) {
        body(block.program, inner)
        skip(block.inverse, frame)
        break
      }
      if (block.inverse === undefined) run.watch?.dropped(block, value, run)
      body(block.inverse, frame)
      skip(block.program, { ...inner, context: anyProperty })
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
      if (entries.length > 0) skip(block.inverse, frame)
      else {
        body(block.inverse, frame)
        const names = parameters(block, [])
        const data = { index: 0, number: 1, key: 0, first: true, last: true }
        skip(block.program, { context: anyProperty, names, data, outer: frame })
      }
      break
    }
  }
}

/** Stands for a value that is not there: nobody knows its properties. */
const anyProperty: object = {}

function subject({ args: [value] }: Block, frame: Frame, run: Run): unknown {
  return value === undefined ? undefined : evaluate(value, frame, run)
}

/**
 * The frame around a `let` block with its names. It is not a frame of its own: `this` and `../` mean what they mean around
 * the block. A later value sees the earlier names.
 */
function assigned(block: Block, frame: Frame, run: Run): Frame {
  let inner = frame
  for (const { name, value } of block.named)
    inner = { ...inner, names: { ...inner.names, [name]: evaluate(value, inner, run) } }
  return inner
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
