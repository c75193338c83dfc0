import { LuxError } from "../../errors.ts"
import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const lookerCheckCommand = defineCommand(
  {
    name: "check",
    operand: "folder",
    describe: "Check LookML against itself and the project's columns",
    flags: {},
    examples: [["looker check looker", "generated LookML, and what refines it"]],
    run: async (args, folder) => {
      if (folder === undefined)
        throw new LuxError("LUX-9001", "no folder to check", { hint: "Name one: lux looker check looker" })
      const lux = await openLux(args)
      const { files, views } = await lux.checkLooker(folder)
      if (args.quiet !== true) writeOut(`${folder}: ${files} files, ${views} views, nothing wrong\n`)
      return writeWarnings(lux, args)
    },
  },
  "looker",
)
