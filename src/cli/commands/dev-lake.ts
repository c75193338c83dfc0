import { LuxError } from "../../errors.ts"
import { type ArgsOf, defineCommand } from "../command.ts"
import { well } from "../exit-codes.ts"
import { writeOut } from "../streams.ts"
import { wholeNumber } from "../usage.ts"

const flags = {
  hours: {
    type: "string",
    value: "N",
    describe: "How many hours of files",
    defaultDescription: "12",
    group: "Lake:",
  },
  from: {
    type: "string",
    value: "HOUR",
    describe: "The first hour (UTC), such as 2024-03-04T00:00:00Z",
    defaultDescription: "2024-03-04T00:00:00Z",
    group: "Lake:",
  },
  seed: { type: "string", value: "N", describe: "Which world", defaultDescription: "7", group: "Lake:" },
  folder: {
    type: "string",
    value: "FOLDER",
    describe: "The lake's folder",
    defaultDescription: "data/lake",
    group: "Lake:",
  },
  layout: {
    type: "string",
    choices: ["dated", "partitioned"],
    describe: "media_2024-03-04/ or media/year=2024/month=03/day=04/hour=00/",
    defaultDescription: "dated",
    group: "Lake:",
  },
} as const

export const devLakeCommand = defineCommand(
  {
    name: "lake",
    describe: "Write a lake of the generated world: the files of eleven brands, the same for the same seed",
    flags,
    examples: [
      ["dev lake", "twelve hours in data/lake"],
      ["dev lake --hours 24", "twelve more: what is there stays"],
    ],
    run: devLake,
  },
  "dev",
)

const mostHours = 24 * 366

async function devLake(args: ArgsOf<typeof flags>): Promise<number> {
  const hours = wholeNumber("hours", args.hours, 1) ?? 12
  if (hours > mostHours)
    throw new LuxError("LUX-9004", `--hours takes ${mostHours} at most, not "${args.hours}"`)
  const seed = wholeNumber("seed", args.seed, 0) ?? 7
  const from = hourOf(args.from ?? "2024-03-04T00:00:00Z")
  const folder = args.folder ?? "data/lake"
  const [{ createWorld, worldStart }, { writeLake }, { join, resolve }] = await Promise.all([
    import("../../dev/world/world.ts"),
    import("../../dev/world/write-lake.ts"),
    import("node:path"),
  ])
  const { files, written, bytes } = await writeLake(createWorld({ seed, start: worldStart }), {
    folder: resolve(args["project-dir"] ?? ".", folder),
    from,
    hours,
    layout: args.layout === "partitioned" ? "partitioned" : "dated",
  })
  const first = from.toISOString().slice(0, 16).replace("T", " ")
  const span = `${hours} ${hours === 1 ? "hour" : "hours"} from ${first} UTC`
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  if (args.quiet !== true)
    writeOut(`${files} files for ${span} in ${join(folder, "raw")} (${size}, ${written} new)\n`)
  return well
}

/** A whole hour of UTC. */
function hourOf(text: string): Date {
  const match = /^\d{4}-\d{2}-\d{2}(T\d{2}(:00(:00(\.0+)?)?)?Z)?$/.exec(text)
  const time = new Date(
    match === null ? Number.NaN : `${text.slice(0, 10)}T${text.slice(11, 13) || "00"}:00:00Z`,
  )
  const real = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text.slice(0, 10))
  if (real) return time
  throw new LuxError("LUX-9004", `--from takes an hour in UTC, not "${text}"`, {
    hint: "Such as 2024-03-04T00:00:00Z, or 2024-03-04.",
  })
}
