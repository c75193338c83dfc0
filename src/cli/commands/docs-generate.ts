import { defineCommand } from "../command.ts"
import { lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const docsGenerateCommand = defineCommand(
  {
    name: "generate",
    describe: "Write the documentation site, manifest.json and catalog.json",
    flags: {
      "single-file": {
        type: "boolean",
        describe: "The site is one file, to send to somebody",
        group: "Site:",
      },
      compare: {
        type: "string",
        value: "FOLDER",
        describe: "Show what is different from the site in this folder",
        group: "Site:",
      },
      ...lockFlag,
    },
    examples: [
      ["docs generate", "what the project says, and what the warehouse has"],
      ["docs generate --single-file", "one page with everything in it"],
    ],
    run: async (args) => {
      const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
      const lux = await openLux(args)
      return withInterrupt(async (signal) => {
        const { site, relations } = await lux.generateDocs({
          lockTimeoutSeconds,
          signal,
          singleFile: args["single-file"],
          compare: args.compare,
        })
        const count = `${relations} ${relations === 1 ? "relation" : "relations"} in the warehouse`
        if (args.quiet !== true) writeOut(`${site}: ${count}\n`)
        return writeWarnings(lux, args)
      })
    },
  },
  "docs",
)
