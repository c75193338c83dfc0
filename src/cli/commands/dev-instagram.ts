import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { portFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { portOf, shell, untilInterrupted } from "../serving.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"

const flags = {
  ...portFlag("Instagram:", "18765"),
  clock: {
    type: "string",
    value: "INSTANT",
    describe: "The server's time (UTC), which runs from there, such as 2026-01-05T00:00:00Z",
    group: "Instagram:",
  },
  seed: {
    type: "string",
    value: "N",
    describe: "Which world, and which faults",
    defaultDescription: "7",
    group: "Instagram:",
  },
  replay: {
    type: "string",
    value: "LAKE",
    describe: "Answer with the recorded hours of a lake instead of the generated world",
    group: "Instagram:",
  },
  "whole-day": {
    type: "boolean",
    describe: "A hashtag search answers all posts of the last 24 hours",
    group: "Instagram:",
  },
  faults: {
    type: "string",
    value: "RATE",
    describe: "Share of calls that meet a passing fault, such as 0.05",
    group: "Instagram:",
  },
  users: {
    type: "string",
    value: "N",
    describe: "Users of the app, each good for 200 calls an hour",
    defaultDescription: "10",
    group: "Instagram:",
  },
  "token-days": {
    type: "string",
    value: "N",
    describe: "Days until the token expires",
    defaultDescription: "60",
    group: "Instagram:",
  },
  exec: {
    type: "string",
    value: "COMMAND",
    describe: "Run this command with the server's environment, then stop and exit with its code",
    group: "Instagram:",
  },
} as const

export const devInstagramCommand = defineCommand(
  {
    name: "instagram",
    describe: "Serve the Instagram Graph API from a generated world, for tests of collectors",
    flags,
    examples: [["dev instagram --port 0 --exec env", "a command with the server's environment"]],
    run: devInstagram,
  },
  "dev",
)

async function devInstagram(args: ArgsOf<typeof flags>): Promise<number> {
  const port = portOf(args.port, 18_765)
  const seed = wholeNumber("seed", args.seed, 0) ?? 7
  const clock = args.clock === undefined ? undefined : instantOf(args.clock)
  const rate = args.faults === undefined ? 0 : rateOf(args.faults)
  const users = wholeNumber("users", args.users, 1)
  const tokenDays = wholeNumber("token-days", args["token-days"], 0)
  const [{ serveInstagram }, { randomFaults }, { resolve }] = await Promise.all([
    import("../../dev/instagram/instagram-server.ts"),
    import("../../dev/instagram/faults.ts"),
    import("node:path"),
  ])
  return withInterrupt(async (signal) => {
    const server = await serveInstagram({
      port,
      clock,
      seed,
      users,
      tokenDays,
      replay: args.replay === undefined ? undefined : resolve(args["project-dir"] ?? ".", args.replay),
      wholeDay: args["whole-day"],
      faults: rate === 0 ? [] : randomFaults(rate),
    })
    try {
      if (args.exec !== undefined && !signal.aborted) return await shell(args.exec, server.environment)
      if (args.quiet !== true) writeOut(told(server.url, server.now(), server.environment))
      return await untilInterrupted(signal)
    } finally {
      await server.close()
    }
  }, "stopping")
}

/** An instant of UTC, to the second. */
function instantOf(text: string): Date {
  const match = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text)
  const at = new Date(match ? text : Number.NaN)
  if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(text.slice(0, 10))) return at
  throw new LuxError("LUX-9004", `--clock takes an instant in UTC, not "${text}"`, {
    hint: "Such as 2026-01-05T10:00:00Z, or 2026-01-05.",
  })
}

function rateOf(text: string): number {
  if (/^(0(\.\d+)?|1(\.0+)?|\.\d+)$/.test(text)) return Number(text)
  throw new LuxError("LUX-9004", `--faults takes a share from 0 to 1, not "${text}"`, {
    hint: "Such as 0.05: one call of twenty.",
  })
}

function told(url: string, now: Date, environment: Readonly<Record<string, string>>): string {
  const variables = Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`)
  return `The Instagram Graph API is served at ${url}, where it is ${now.toISOString().slice(0, 19)}Z. Ctrl-C stops it.

In the shell of what collects from it:

${variables.join("\n")}
`
}
