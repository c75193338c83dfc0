import { defineCommand } from "../command.ts"
import { lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"
import { nothingNamed } from "./lake-accept.ts"

export const lakeDropCommand = defineCommand(
  {
    name: "drop",
    operand: "file...",
    describe: "Give up raw files of a batch that failed; others of it are staged by the next build",
    flags: lockFlag,
    examples: [["lake drop media_2023-09-02_030015.json", "by name or path"]],
    run: async (args, _, files) => {
      if (files.length === 0) throw nothingNamed("drop")
      const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
      const lux = await openLux(args)
      return withInterrupt(async (signal) => {
        const dropped = await lux.dropFiles({ files, lockTimeoutSeconds, signal })
        for (const { stage, file } of dropped) writeOut(`dropped ${file} of ${stage}\n`)
        return writeWarnings(lux, args)
      })
    },
  },
  "lake",
)
