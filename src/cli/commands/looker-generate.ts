import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const lookerGenerateCommand = defineCommand(
  {
    name: "generate",
    describe: "Write LookML of the project's models and metrics",
    flags: {
      output: { type: "string", value: "DIR", describe: "The folder for LookML", group: "Output:" },
      select: {
        type: "array",
        alias: ["s"],
        value: "NODES",
        describe: "The models that become views; looker: select: in lux_project.yml by default",
        group: "Selection:",
      },
    },
    examples: [["looker generate --output looker", "views, explores and the model file"]],
    run: async (args) => {
      if (args.output === undefined)
        throw new LuxError("LUX-9001", "no folder to write LookML into", {
          hint: "Name one: lux looker generate --output looker",
        })
      const lux = await openLux(args)
      const { folder, files } = await lux.generateLooker({ output: args.output, select: args.select })
      if (args.quiet !== true) writeOut(`${folder}: ${files.length} files\n`)
      return writeWarnings(lux, args)
    },
  },
  "looker",
)
