import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { blockNames, helperNames, yieldingHelpers } from "./helpers.ts"
import { placeAt } from "./source-file.ts"
import type { Block } from "./syntax.ts"
import type { Where } from "./unknown.ts"

/**
 * Whether a block is one that lux has, with what it takes. Throws LUX-1102 and LUX-1115 for other blocks, LUX-1106 for
 * arguments that it does not take, LUX-1110 for names that are taken.
 */
export function checkBlock(block: Block, run: Where): void {
  if (!blockNames.has(block.name)) throw unknownBlock(block, run)
  checkParameters(block, run)
  if (block.name === "let") checkLet(block, run)
  else if (block.name !== "raw") checkArguments(block, run)
}

function checkArguments(block: Block, run: Where): void {
  const [value, more] = block.args
  if (value === undefined || more !== undefined)
    throw new LuxError("LUX-1106", `{{#${block.name}}} takes 1 argument, not ${block.args.length}`, {
      place: placeAtName(block, run),
      hint:
        more === undefined
          ? `Write {{#${block.name} value}}.`
          : `Put a call in parentheses: {{#${block.name} (eq a b)}}.`,
    })
  const taken = block.name === "if" || block.name === "unless" ? ["includeZero"] : []
  const unwanted = block.named.find(({ name }) => !taken.includes(name))
  if (unwanted !== undefined)
    throw new LuxError("LUX-1106", `{{#${block.name}}} takes no named argument "${unwanted.name}"`, {
      place: placeAt(run.file, unwanted.start, unwanted.end - unwanted.start),
      hint: didYouMean(unwanted.name, taken) ?? `To name a value write {{#let ${unwanted.name}=...}}.`,
    })
}

function checkLet(block: Block, run: Where): void {
  const [argument] = block.args
  const params = block.program?.blockParams ?? []
  if (argument !== undefined || params.length > 0 || block.named.length === 0)
    throw new LuxError("LUX-1106", "{{#let}} takes named arguments only", {
      place:
        argument === undefined
          ? placeAtName(block, run)
          : placeAt(run.file, argument.start, argument.end - argument.start),
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
      place: placeAt(run.file, named.start, named.end - named.start),
      hint: "Give it another name.",
    })
  }
}

function checkParameters(block: Block, run: Where): void {
  for (const name of block.program?.blockParams ?? []) {
    if (!helperNames.has(name)) continue
    throw new LuxError("LUX-1110", `the block parameter "${name}" has the name of a helper`, {
      place: placeAtName(block, run),
      hint: "Give it another name.",
    })
  }
}

function unknownBlock(block: Block, run: Where): LuxError {
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

function placeAtName(block: Block, run: Where) {
  const close = run.file.text.indexOf("}}", block.start)
  return placeAt(run.file, block.start, (close === -1 ? block.start : close) + 2 - block.start)
}
