import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { portFlag } from "../flags.ts"
import { withInterrupt } from "../interrupt.ts"
import { portOf, shell, untilInterrupted } from "../serving.ts"
import { writeOut } from "../streams.ts"

const flags = {
  ...portFlag("Redshift:", "15439"),
  folder: {
    type: "string",
    value: "FOLDER",
    describe: "Keep tables and objects there; otherwise they go when it stops",
    group: "Redshift:",
  },
  buckets: {
    type: "string",
    value: "NAMES",
    describe: "Start an object store with these buckets too, such as lake,exports",
    group: "Redshift:",
  },
  "s3-endpoint": {
    type: "string",
    value: "URL",
    describe: "COPY and UNLOAD use this object store",
    group: "Redshift:",
  },
  exec: {
    type: "string",
    value: "COMMAND",
    describe: "Run this in a shell that reaches it, then stop and exit as it did",
    group: "Redshift:",
  },
} as const

export const devRedshiftCommand = defineCommand(
  {
    name: "redshift",
    describe: "Serve the Redshift Data API from a Postgres on this machine, for tests without a cluster",
    flags,
    examples: [
      ["dev redshift --port 0 --exec 'lux debug'", "a command with Redshift next to it"],
      ["dev redshift --port 0 --buckets lake --exec env", "what the command is reported"],
    ],
    run: devRedshift,
  },
  "dev",
)

async function devRedshift(args: ArgsOf<typeof flags>): Promise<number> {
  const port = portOf(args.port, 15_439)
  const buckets = bucketsOf(args.buckets)
  if (buckets.length > 0 && args["s3-endpoint"] !== undefined)
    throw new LuxError("LUX-9004", "--buckets starts an object store, and --s3-endpoint names another one", {
      hint: "Give one of them.",
    })
  const [{ startLocalRedshift }, { resolve }] = await Promise.all([
    import("../../dev/redshift/local-redshift.ts"),
    import("node:path"),
  ])
  return withInterrupt(async (signal) => {
    const redshift = await startLocalRedshift({
      port,
      folder: args.folder === undefined ? undefined : resolve(args["project-dir"] ?? ".", args.folder),
      buckets,
      s3Endpoint: args["s3-endpoint"],
    })
    try {
      if (args.exec !== undefined && !signal.aborted) return await shell(args.exec, redshift.environment)
      if (args.quiet !== true) writeOut(told(redshift))
      return await untilInterrupted(signal)
    } finally {
      await redshift.stop()
    }
  }, "stopping")
}

function bucketsOf(names: string | undefined): readonly string[] {
  const buckets = names?.split(",").map((name) => name.trim()) ?? []
  const wrong = buckets.find((name) => !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name))
  if (wrong === undefined) return buckets
  throw new LuxError("LUX-9004", `--buckets takes names of buckets, not "${wrong}"`, {
    hint: "Such as lake,exports: lower-case letters, digits, points and hyphens.",
  })
}

function told({
  endpoint,
  database,
  environment,
  target,
}: {
  readonly endpoint: string
  readonly database: string
  readonly environment: Readonly<Record<string, string>>
  readonly target: string
}): string {
  const variables = Object.entries(environment).map(([name, value]) => `  export ${name}=${value}`)
  return `Redshift's Data API is served at ${endpoint}, database ${database}. Ctrl-C stops it.

In lux_project.yml:

${target.replaceAll(/^(?=.)/gm, "  ")}
In the shell of what talks to it:

${variables.join("\n")}
`
}
