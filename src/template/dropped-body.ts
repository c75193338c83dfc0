import { LuxError } from "../errors.ts"
import type { Run } from "./evaluate.ts"
import { placeAt } from "./source-file.ts"
import type { Block } from "./syntax.ts"
import { describe } from "./values.ts"

/** LUX-1126 where `with` drops its body over a value. Nothing for null: a value that may be missing is what it is for. */
export function droppedBody(block: Block, value: unknown, { file }: Pick<Run, "file">): readonly LuxError[] {
  if (value === null || value === undefined) return []
  const close = file.text.indexOf("}}", block.start) + 2
  return [
    new LuxError("LUX-1126", `{{#with}} over ${describe(value)} renders nothing`, {
      place: placeAt(file, block.start, close - block.start),
      hint: "To name a value write {{#let name=...}} ... {{/let}}, which always renders. If nothing is meant, add {{else}}.",
    }),
  ]
}
