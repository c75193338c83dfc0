/** What the stacks know of the project: `lux.json`, and what lux makes of the same graph. */
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import * as z from "zod"

const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400 } as const
export const durationSchema = z
  .object({ count: z.int().positive(), period: z.enum(["second", "minute", "hour", "day"]) })
  .transform(({ count, period }) => count * seconds[period])

const nodeSchema = z.object({ resource_type: z.string() })
const collectorSchema = z.object({
  name: z.string(),
  meta: z.record(z.string(), z.unknown()),
  definition: z.object({
    function: z.string(),
    schedule: z.object({ every: durationSchema }),
    limits: z.object({
      timeout: durationSchema,
      memory_mb: z.int(),
      retries: z.int().min(0).max(2),
      late: durationSchema,
    }),
    writes: z.array(z.object({ source: z.string() })),
  }),
})
const graphSchema = z.object({
  schema_version: z.literal(1),
  project: z.object({ name: z.string() }),
  nodes: z.record(z.string(), z.unknown()),
})
const relationSchema = z.object({
  relation: z.object({ schema: z.string().nullable() }).nullable(),
  config: z.object({ materialized: z.string().optional() }),
})

const functionsSchema = z.object({
  version: z.literal(1),
  functions: z.array(
    z.object({
      name: z.string(),
      file: z.string(),
      sha256: z.string().regex(/^[0-9a-f]{64}$/),
      runtime: z.literal("nodejs24.x"),
      architecture: z.literal("arm64"),
      handler: z.string(),
      environment: z.record(z.string(), z.string()),
      /** Of the function that Slack is told by. */
      notify: z.object({ digest_seconds: z.int(), timeout_seconds: z.int(), memory_mb: z.int() }).optional(),
    }),
  ),
})

/** What a task runs. The image has no entry point: its command begins with the program. */
const overridesOfLux = z.string().refine((input) => {
  const { containerOverrides } = z
    .object({ containerOverrides: z.array(z.object({ command: z.array(z.string()) })).length(1) })
    .parse(JSON.parse(input))
  return containerOverrides[0]?.command[0] === "lux"
}, "a command that begins with lux: `command: lux` under orchestrate")

const schedulesSchema = z.object({
  schedules: z.array(
    z.object({
      Name: z.string().max(64),
      ScheduleExpression: z.string(),
      ScheduleExpressionTimezone: z.literal("UTC"),
      State: z.enum(["ENABLED", "DISABLED"]),
      Target: z.object({ Input: overridesOfLux, RetryPolicy: z.object({ MaximumRetryAttempts: z.int() }) }),
    }),
  ),
})

export interface Collector {
  readonly name: string
  readonly function: string
  /** Seconds between two ticks. */
  readonly every: number
  /** Seconds. */
  readonly timeout: number
  readonly memoryMb: number
  readonly retries: number
  /** Seconds after its tick in which a run still collects. */
  readonly late: number
  readonly sources: readonly string[]
  /** Whether it may be slowed or stopped when the budget is spent: `meta: {over_budget: slow}`. All else goes on. */
  readonly mayWait: boolean
}

export type PackagedFunction = Readonly<z.output<typeof functionsSchema>["functions"][number]> & {
  /** Absolute path. */
  readonly zip: string
}

export type BuildSchedule = Readonly<z.output<typeof schedulesSchema>["schedules"][number]>

export interface ProjectFacts {
  /** `luxury-brands`. */
  readonly name: string
  readonly collectors: readonly Collector[]
  /** Of models and seeds, sorted. */
  readonly schemas: readonly string[]
  /** Whether models are staged. */
  readonly stages: boolean
  readonly functions: readonly PackagedFunction[]
  /** What `lux orchestrate eventbridge` writes. */
  readonly schedules: readonly BuildSchedule[]
}

/** Reads the folder that `npm run project` fills: `lux.json`, `lambdas/functions.json`, `lux_eventbridge.json`. */
export function readProject(folder: string, root: string): ProjectFacts {
  const graph = read(join(folder, "lux.json"), graphSchema)
  const nodes = Object.values(graph.nodes)
  const ofType = (...types: readonly string[]) =>
    nodes.filter((node) => types.includes(nodeSchema.parse(node).resource_type))
  const relations = ofType("model", "seed", "snapshot").map((node) => relationSchema.parse(node))
  const { functions } = read(join(folder, "lambdas/functions.json"), functionsSchema)
  return {
    name: graph.project.name.replaceAll("_", "-"),
    collectors: ofType("collector").map((node) => collectorOf(collectorSchema.parse(node))),
    schemas: [...new Set(relations.flatMap(({ relation }) => relation?.schema ?? []))].sort(),
    stages: relations.some(({ config }) => config.materialized === "stage"),
    functions: functions.map((each) => ({ ...each, zip: resolve(root, each.file) })),
    schedules: read(join(folder, "lux_eventbridge.json"), schedulesSchema).schedules,
  }
}

function collectorOf({ name, meta, definition }: z.output<typeof collectorSchema>): Collector {
  const { schedule, limits, writes } = definition
  return {
    name,
    function: definition.function,
    every: schedule.every,
    timeout: limits.timeout,
    memoryMb: limits.memory_mb,
    retries: limits.retries,
    late: limits.late,
    sources: writes.map(({ source }) => source),
    mayWait: meta["over_budget"] === "slow",
  }
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema> {
  if (!existsSync(file)) throw new Error(`${file} is missing: npm run project writes it`)
  const found = schema.safeParse(JSON.parse(readFileSync(file, "utf8")))
  if (found.success) return found.data
  const [issue] = found.error.issues
  throw new Error(`${file}: ${issue?.path.join(".")}: ${issue?.message}`)
}
