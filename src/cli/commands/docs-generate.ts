import { defineCommand } from "../command.ts"
import { interrupted } from "../exit-codes.ts"
import { lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const docsGenerateCommand = defineCommand(
  {
    name: "generate",
    describe: "Write manifest.json and catalog.json, for tools that document a project",
    flags: lockFlag,
    examples: [["docs generate", "what the project says, and what the warehouse has"]],
    run: async (args) => {
      const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
      const lux = await openLux(args)
      return withInterrupt(async (signal) => {
        try {
          const { folder, relations } = await lux.generateDocs({ lockTimeoutSeconds, signal })
          const count = `${relations} ${relations === 1 ? "relation" : "relations"}`
          if (args.quiet !== true) writeOut(`${folder}/manifest.json, ${folder}/catalog.json: ${count}\n`)
          return await writeWarnings(lux, args)
        } catch (error) {
          if (signal.aborted) return interrupted
          throw error
        }
      })
    },
  },
  "docs",
)
