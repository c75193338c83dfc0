import { setTimeout as sleep } from "node:timers/promises"
import { defineCommand } from "../command.ts"
import { writeErrors } from "../error-output.ts"
import { interrupted } from "../exit-codes.ts"
import { lockFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const statusCommand = defineCommand({
  name: "status",
  describe: "Show what ran, what failed, what is late, what is red and what it took",
  flags: {
    since: {
      type: "string",
      value: "TIME",
      describe: "Days, times and files from then on: 30d, 24h, 2023-09-02",
      defaultDescription: "7d",
      group: "Selection:",
    },
    watch: { type: "boolean", describe: "Show it again and again until it is interrupted", group: "Output:" },
    interval: {
      type: "string",
      value: "SECONDS",
      describe: "With --watch: seconds between",
      defaultDescription: "10",
      group: "Output:",
    },
    output: {
      type: "string",
      alias: "o",
      choices: ["text", "json"],
      describe: "json: one document; with --watch one a line",
      defaultDescription: "text",
      group: "Output:",
    },
    ...lockFlag,
  },
  examples: [
    ["status", "how the target stands"],
    ["status --since 30d --output json", "of a month, for a dashboard"],
  ],
  run: async (args) => {
    const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
    const interval = wholeNumber("interval", args.interval, 1) ?? 10
    const [lux, { statusLines }, { colorsOf }] = await Promise.all([
      openLux(args),
      import("../../reporters/status-lines.ts"),
      import("../stream-colors.ts"),
    ])
    const isJson = args.output === "json"
    const watch = args.watch === true
    return withInterrupt(async (signal) => {
      for (let times = 0; ; times++) {
        try {
          const found = await lux.status({ since: args.since, lockTimeoutSeconds, signal })
          if (isJson) writeOut(`${JSON.stringify(found, undefined, watch ? undefined : 2)}\n`)
          else {
            if (watch && process.stdout.isTTY) writeOut(clearScreen)
            else if (times > 0) writeOut("\n")
            for (const line of statusLines(found, colorsOf("out", args))) writeOut(`${line}\n`)
          }
        } catch (error) {
          // A build may hold the database for a while: the next look tells.
          if (times === 0 || signal.aborted) throw error
          await writeErrors(error, args)
        }
        if (!watch) return writeWarnings(lux, args)
        await sleep(interval * 1000, undefined, { signal }).catch(() => undefined)
        if (signal.aborted) return interrupted
      }
    })
  },
})

const clearScreen = "\u001b[2J\u001b[H"
