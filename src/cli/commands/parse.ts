import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const parseCommand = defineCommand({
  name: "parse",
  describe: "Read the project, say what it has or what is wrong with it",
  flags: {
    "write-json": {
      type: "boolean",
      describe: "Leave lux.json and manifest.json too",
      group: "Output:",
    },
  },
  examples: [
    ["parse", "every error of the project at once"],
    ["parse --write-json", "and what --state and dbt's tools read"],
  ],
  run: async (args) => {
    const lux = await openLux(args)
    const { project, counts } = await lux.parse({ writeJson: args["write-json"] === true })
    if (args.quiet !== true) writeOut(`${project}: ${countsText(counts)}\n`)
    return writeWarnings(lux, args)
  },
})

/** `14 models, 1 seed, 96 tests` */
function countsText(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(
    ([type, count]) => `${count} ${type.replace("_", " ")}${count === 1 ? "" : "s"}`,
  )
  return texts.length === 0 ? "nothing yet" : texts.join(", ")
}
