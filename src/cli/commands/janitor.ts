import { defineCommand } from "../command.ts"
import { documentFlag, lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const janitorCommand = defineCommand({
  name: "janitor",
  operand: "name...",
  describe: "List relations and batches that nothing needs any more; drop them with --drop",
  flags: {
    drop: {
      type: "boolean",
      describe: "Drop what is listed; without it nothing is touched",
      group: "Execution:",
    },
    ...documentFlag,
    ...lockFlag,
  },
  examples: [
    ["janitor", "what lux made and nothing makes any more"],
    ["janitor --drop", "drops it"],
    ["janitor --output json", "for programs"],
  ],
  run: async (args, _, names) => {
    const [lux, { droppedLine, foundLines }, { colorsOf }] = await Promise.all([
      openLux(args),
      import("../../reporters/janitor-lines.ts"),
      import("../stream-colors.ts"),
    ])
    const isJson = args.output === "json"
    const colors = colorsOf("out", args)
    const drop = args.drop === true
    return withInterrupt(async (signal) => {
      const result = await lux.janitor({
        names,
        drop,
        lockTimeoutSeconds: wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10,
        signal,
        onFound(found) {
          if (!isJson) for (const line of foundLines(found, drop, colors)) writeOut(`${line}\n`)
        },
        onDropped(dropped) {
          if (!isJson) writeOut(`${droppedLine(dropped, colors)}\n`)
        },
      })
      if (isJson) writeOut(`${JSON.stringify(result, undefined, 2)}\n`)
      const code = await writeWarnings(lux, args)
      return result.dropped.some(({ error }) => error !== null) ? 1 : code
    })
  },
})
