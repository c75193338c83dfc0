import { defineCommand } from "../command.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

export const parseCommand = defineCommand({
  name: "parse",
  describe: "Read the project and report what is wrong with it",
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
    const { project, counts } = await lux.parse({
      writeJson: args["write-json"] ?? isCalledAsDbt(process.env),
    })
    if (args.quiet !== true) writeOut(`${project}: ${countsText(counts)}\n`)
    return writeWarnings(lux, args)
  },
})

/** Where a program calls dbt, it looks for the manifest. */
function isCalledAsDbt(env: Readonly<Record<string, string | undefined>>): boolean {
  if (/^(0|f|false|n|no|off)$/i.test(env.DBT_WRITE_JSON ?? "")) return false
  return ["DBT_WRITE_JSON", "DBT_TARGET_PATH", "DBT_PROJECT_DIR", "DBT_LOG_FORMAT"].some((name) => env[name])
}

/** `14 models, 1 seed, 96 tests` */
function countsText(counts: Readonly<Record<string, number>>): string {
  const texts = Object.entries(counts).map(
    ([type, count]) => `${count} ${type.replace("_", " ")}${count === 1 ? "" : "s"}`,
  )
  return texts.length === 0 ? "nothing yet" : texts.join(", ")
}
