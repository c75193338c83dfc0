import type { CollectOptions, CollectResult, Lux } from "../../api/types.ts"
import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { failed, interrupted, partly, well } from "../exit-codes.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { writeErr, writeOut } from "../streams.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  at: {
    type: "string",
    value: "TIME",
    describe: "The tick to collect, such as 2026-01-05T10:00:00Z",
    defaultDescription: "the present one",
    group: "Collect:",
  },
  invoke: {
    type: "boolean",
    describe: "Call the deployed function instead of running its code here",
    group: "Collect:",
  },
  missed: {
    type: "boolean",
    describe: "List the ticks of the last seven days that are not complete",
    group: "Collect:",
  },
  "replay-rejected": {
    type: "boolean",
    describe: "Read rejected records again, with the present declaration",
    group: "Collect:",
  },
  "check-token": { type: "boolean", describe: "Show how many days the token has left", group: "Collect:" },
  "renew-token": {
    type: "boolean",
    describe: "Exchange the token for a new one, and store that in its secret",
    group: "Collect:",
  },
  output: {
    type: "string",
    choices: ["text", "json"],
    describe: "json: one report a line",
    defaultDescription: "text",
    group: "Output:",
  },
} as const

export const collectCommand = defineCommand({
  name: "collect",
  operand: "collector",
  describe: "Run a collector, or all: ask the API, and write files to the lake",
  flags,
  examples: [
    ["collect || echo incomplete", "every collector of lambdas/collectors.yml, the present tick"],
    ["collect accounts --at 2026-01-05T10:00:00Z || echo incomplete", "one of them, for another tick"],
    ["collect --missed", "ticks that are not complete"],
  ],
  run: collect,
})

type Args = ArgsOf<typeof flags>

async function collect(args: Args, name: string | undefined): Promise<number> {
  const instead = insteadOf(args)
  const lux = await openLux(args)
  const collectors = name === undefined ? undefined : [name]
  if (args.missed === true) return listMissed(lux, args, collectors)
  return withInterrupt(async (signal) => {
    const result = await lux.collect({
      collectors,
      at: args.at,
      invoke: args.invoke,
      instead,
      signal,
      onReport: await reporterFor(args),
    })
    return exitCode(result) || (await writeWarnings(lux, args))
  })
}

/** At most one thing is done. */
function insteadOf(args: Args): CollectOptions["instead"] {
  const asked = (["replay-rejected", "check-token", "renew-token"] as const).filter(
    (flag) => args[flag] === true,
  )
  const all = [...asked, ...(args.missed === true ? ["missed"] : [])]
  if (all.length > 1)
    throw new LuxError("LUX-9001", `--${all[0]} and --${all[1]} do not go together`, {
      hint: "Give one of them.",
    })
  return asked[0]
}

async function reporterFor(args: Args): Promise<CollectOptions["onReport"]> {
  if (args.output === "json") return (report) => writeOut(`${JSON.stringify(report)}\n`)
  const [{ collectReportLines }, { colorsOf }] = await Promise.all([
    import("../../reporters/collect-report.ts"),
    import("../stream-colors.ts"),
  ])
  const colors = colorsOf("out", args)
  return (report) => {
    for (const line of collectReportLines(report, colors)) writeOut(`${line}\n`)
  }
}

async function listMissed(lux: Lux, args: Args, collectors: readonly string[] | undefined): Promise<number> {
  const missed = await lux.missedTicks({ collectors })
  for (const each of missed) {
    const { collector, tick, outcome, units } = each
    const what = outcome === "none" ? "no report" : `${outcome}, without ${(units ?? []).join(", ")}`
    writeOut(args.output === "json" ? `${JSON.stringify(each)}\n` : `${collector} ${tick} ${what}\n`)
  }
  if (missed.length === 0 && args.quiet !== true) writeErr("No tick of the last seven days is missing.\n")
  return writeWarnings(lux, args)
}

function exitCode({ outcome, cancelled }: CollectResult): number {
  if (cancelled) return interrupted
  return { complete: well, partial: partly, failed }[outcome]
}
