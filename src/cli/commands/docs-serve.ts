import { type ArgsOf, defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { lockFlag, portFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { openLux } from "../open-lux.ts"
import { portOf, untilInterrupted } from "../serving.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"
import { writeWarnings } from "../warnings.ts"

const flags = {
  ...portFlag("Site:", "8080, or one that is free"),
  "no-browser": { type: "boolean", describe: "Open no browser", group: "Site:" },
  ...lockFlag,
} as const

export const docsServeCommand = defineCommand(
  {
    name: "serve",
    describe: "Show the documentation site in a browser; serves this machine alone",
    flags,
    examples: [["docs serve", "generate it where it is missing or old, and open it"]],
    run: serve,
  },
  "docs",
)

async function serve(args: ArgsOf<typeof flags>): Promise<number> {
  const port = args.port === undefined ? undefined : portOf(args.port, 0)
  const lockTimeoutSeconds = wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10
  const lux = await openLux(args)
  return withInterrupt(async (signal) => {
    const served = await lux.serveDocs({ port, lockTimeoutSeconds, signal })
    try {
      const code = await writeWarnings(lux, args)
      if (code !== well) return code
      writeOut(`${served.address}  (Ctrl-C stops it)\n`)
      if (args["no-browser"] !== true) await openBrowser(served.address)
      return await untilInterrupted(signal)
    } finally {
      await served.close()
    }
  }, "stopping")
}

const openers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
}

/** Where there is no browser to open the address is enough. */
async function openBrowser(address: string): Promise<void> {
  const { spawn } = await import("node:child_process")
  const [command, ...rest] = openers[process.platform] ?? ["xdg-open"]
  const opened = spawn(command, [...rest, address], { stdio: "ignore", detached: true })
  opened.on("error", () => undefined)
  opened.unref()
}
