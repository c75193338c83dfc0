import { defineCommand } from "../command.ts"
import { failed, well } from "../exit-codes.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"

/** Of the longest names of checks: lines are printed before all are known. */
const width = "connection".length

export const debugCommand = defineCommand({
  name: "debug",
  describe: "Check configuration and connections",
  flags: {},
  examples: [
    ["debug", "the target of the project"],
    ["debug --target dev", "another one: can it be reached?"],
  ],
  run: async (args) => {
    const lux = await openLux(args)
    const { colorsOf } = await import("../stream-colors.ts")
    const colors = colorsOf("out", args)
    const checks = await lux.debug(({ name, ok, detail, hint }) => {
      const word = ok ? colors.green("OK   ") : colors.bold(colors.red("ERROR"))
      writeOut(`${word} ${name.padEnd(width)}  ${detail}\n`)
      if (!ok && hint !== undefined) writeOut(`${" ".repeat(width + 8)}${colors.cyan("hint:")} ${hint}\n`)
    })
    return checks.every(({ ok }) => ok) ? well : failed
  },
})
