import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const cleanCommand = defineCommand({
  name: "clean",
  describe: "Remove the artifacts' folder; never a database, a batch or the lake",
  flags: {},
  examples: [["clean", "removes target/"]],
  run: async (args) => {
    const lux = await openLux(args)
    const { removed } = await lux.clean()
    if (args.quiet !== true)
      writeOut(removed.length === 0 ? "nothing to remove\n" : `removed ${removed.join(", ")}\n`)
    return writeWarnings(lux, args)
  },
})
