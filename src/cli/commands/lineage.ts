import type { LineageNode, LineageResult, LineageStep } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeErr, writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const lineageCommand = defineCommand({
  name: "lineage",
  operand: "column",
  describe: "Show where a column comes from and where it goes; needs no warehouse",
  flags: {
    up: { type: "boolean", describe: "Only where it comes from", group: "Selection:" },
    down: { type: "boolean", describe: "Only where it goes", group: "Selection:" },
    output: {
      type: "string",
      choices: ["text", "json"],
      describe: "json: one document",
      defaultDescription: "text",
      group: "Output:",
    },
  },
  examples: [
    ["lineage popularity_calculation.sum_rank", "both ways"],
    ["lineage lake.media.like_count --down", "what is made of a raw value"],
    ["lineage popularity_factor.tag_name --up --output json", "for another program"],
  ],
  run: async (args, operand) => {
    if (operand === undefined)
      throw new LuxError("LUX-9001", "no column to follow", {
        hint: "Name a node and its column: lux lineage popularity_calculation.sum_rank",
      })
    const lux = await openLux(args)
    const found = await lux.lineage(operand)
    const both = args.up === args.down
    const shown = {
      ...found,
      up: both || args.up === true ? found.up : [],
      down: both || args.down === true ? found.down : [],
    }
    if (args.output === "json") writeOut(`${JSON.stringify(shown, undefined, 2)}\n`)
    else {
      for (const line of linesOf(shown)) writeOut(`${line}\n`)
      if (args.quiet !== true && found.incomplete.length > 0)
        writeErr(`not all origins are known of ${found.incomplete.map(text).join(", ")}\n`)
    }
    return writeWarnings(lux, args)
  },
})

function linesOf({ column, up, down }: LineageResult): readonly string[] {
  return [
    ...(up.length === 0 ? [] : tree(column, up, "<-", ({ to, from }) => [to, from])),
    ...(down.length === 0 ? [] : tree(column, down, "->", ({ from, to }) => [from, to])),
    ...(up.length + down.length === 0 ? [`${text(column)}  nothing flows in or out`] : []),
  ]
}

/** A column that is reached twice is followed once. */
function tree(
  root: LineageNode,
  steps: readonly LineageStep[],
  arrow: string,
  ends: (step: LineageStep) => readonly [near: LineageNode, far: LineageNode],
): readonly string[] {
  const lines = [text(root)]
  const followed = new Set([text(root)])
  const descend = (at: LineageNode, depth: number): void => {
    for (const step of steps) {
      const [near, far] = ends(step)
      if (text(near) !== text(at)) continue
      const again = followed.has(text(far))
      const kind = step.kind === "identity" ? "" : `  ${step.kind}`
      lines.push(`${"   ".repeat(depth)}${arrow} ${text(far)}${kind}`)
      if (again) continue
      followed.add(text(far))
      descend(far, depth + 1)
    }
  }
  descend(root, 0)
  return lines
}

function text({ name, column }: LineageNode): string {
  return `${name}.${column}`
}
