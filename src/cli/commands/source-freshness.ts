import type { FreshnessRun } from "../../api/types.ts"
import { defineCommand } from "../command.ts"
import { failed, interrupted, well } from "../exit-codes.ts"
import { lockFlag, runFlags, selectionFlags } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { selectionOptions } from "../selection-options.ts"
import { logsAsJson, writeErr, writeLine, writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

export const sourceFreshnessCommand = defineCommand(
  {
    name: "freshness",
    describe: "Check source freshness",
    flags: {
      ...selectionFlags,
      output: {
        type: "string",
        alias: "o",
        value: "FILE",
        describe: "Where to write what was found",
        defaultDescription: "sources.json in the target folder",
        group: "Output:",
      },
      threads: runFlags.threads,
      ...lockFlag,
    },
    examples: [
      ["source freshness || echo old", "every source with a freshness configuration"],
      ["source freshness --select source:lake.brand || echo old", "one of them"],
    ],
    run: async (args) => {
      const threads = wholeNumber("threads", args.threads, 1)
      const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
      const [
        lux,
        { freshnessEntry, freshnessLine, freshnessTotals },
        { logLine },
        { colorsOf },
        { plainColors },
      ] = await Promise.all([
        openLux(args),
        import("../../reporters/freshness-line.ts"),
        import("../../reporters/log-line.ts"),
        import("../stream-colors.ts"),
        import("../../reporters/colors.ts"),
      ])
      const colors = colorsOf("out", args)
      return withInterrupt(async (signal) => {
        const run = await lux.sourceFreshness({
          ...selectionOptions(args),
          threads,
          lockTimeoutSeconds,
          signal,
          output: args.output,
          onResult: (result, position) => {
            if (logsAsJson()) {
              const message = freshnessLine(result, position, plainColors)
              writeLine(logLine(freshnessEntry(result, position, message), new Date()))
            } else if (args.quiet !== true || result.outcome.status !== "pass")
              writeOut(`${freshnessLine(result, position, colors)}\n`)
          },
        })
        const warned = await writeWarnings(lux, args)
        if (run.results.length === 0 && args.quiet !== true)
          writeErr(
            "No selected source has a freshness configuration: see `freshness` in docs/guides/freshness.md.\n",
          )
        else writeOut(`${freshnessTotals(run)}\n`)
        return exitCode(run) || warned
      })
    },
  },
  "source",
)

function exitCode(run: FreshnessRun): number {
  if (run.cancelled) return interrupted
  return run.success ? well : failed
}
