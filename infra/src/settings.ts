/** The settings of one environment: `settings/ENVIRONMENT.yml`. */
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parse } from "yaml"
import * as z from "zod"

const days = z.int().positive()
/** The retentions that CloudWatch Logs knows. */
const retention = z.union([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365].map((each) => z.literal(each)))
const cidr = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, "a range of addresses, such as 203.0.113.0/24")

/**
 * - `nat`: a NAT gateway. Without it tasks reach the services of AWS by endpoints, and nothing else.
 * - `people`: ranges from which people reach what is in the network, through a VPN or Direct Connect.
 */
const network = z.strictObject({
  cidr: cidr.default("10.20.0.0/16"),
  nat: z.boolean().default(false),
  people: z.array(cidr).default([]),
})

/**
 * - `raw_infrequent_after_days`: S3 moves no object below 128 KiB to infrequent access.
 * - `versions_kept_days`: how long a replaced or deleted object can be restored.
 */
const lake = z.strictObject({
  raw_infrequent_after_days: days.min(30, "30 or more: S3 moves nothing earlier").default(60),
  versions_kept_days: days.default(30),
})

/** - `kept_days`: of exported logs in the lake; `retention_days`: of the lines in the groups. */
const logs = z
  .strictObject({ retention_days: retention.default(30), kept_days: days.default(400) })
  .refine(({ retention_days }) => retention_days >= 5, {
    error: "5 or more, so that a failed export can be repeated before the lines expire",
    path: ["retention_days"],
  })

/**
 * - `secret`: name of the secret with the API's token; `slack_secret`: of the notifier's.
 * - `concurrency`: runs of one collector at a time. An account with a limit of 10 cannot reserve any: write null.
 */
const collect = z.strictObject({
  secret: z.string().min(1).default("instagram"),
  slack_secret: z.string().min(1).default("slack"),
  concurrency: z.int().positive().nullable().default(2),
})

const databaseName = z
  .string()
  .regex(/^[a-z_][a-z0-9_]{0,63}$/, "lower-case letters, digits and _, such as analytics")
const cron = z.string().regex(/^cron\(.+\)$/, "a time in UTC, such as cron(0 22 * * ? *)")

/**
 * - `looker`: ranges from which Looker, which is outside the network, reaches port 5439. Without one Redshift has no public address.
 * - `base_rpu`, `max_rpu`: what a query starts with, and grows to.
 * - `rpu_hours`: more than `warn_daily` in a day raises an alarm; at `stop_monthly` queries end until the month does.
 * - `provisioned`: a cluster instead of a workgroup; `pause` and `resume` are its nightly times.
 */
const warehouse = z
  .strictObject({
    database: databaseName.default("dev"),
    looker: z.array(cidr).default([]),
    base_rpu: z.int().min(4).max(512).default(8),
    max_rpu: z.int().min(4).max(1024).default(32),
    rpu_hours: z
      .strictObject({
        warn_daily: z.int().positive().default(24),
        stop_monthly: z.int().positive().default(500),
      })
      .prefault({}),
    query_seconds: z.int().positive().default(3600),
    provisioned: z
      .strictObject({
        node_type: z.string().min(1).default("ra3.large"),
        nodes: z.int().positive().default(2),
        nightly: z.strictObject({ pause: cron, resume: cron }).optional(),
      })
      .optional(),
  })
  .refine(({ base_rpu, max_rpu }) => base_rpu <= max_rpu, {
    error: "max_rpu must be base_rpu or more",
    path: ["max_rpu"],
  })

/**
 * - `max_vcpu`, `max_memory_gb`: of all jobs at once.
 * - `idle_minutes`: after which the application stops. A stopped one costs nothing.
 * - `clusters`: roles for clusters of EMR that live for one command.
 */
const spark = z.strictObject({
  release: z
    .string()
    .regex(/^emr-7\.\d+\.\d+$/, "a release of EMR 7, such as emr-7.13.0")
    .default("emr-7.13.0"),
  max_vcpu: z.int().positive().default(32),
  max_memory_gb: z.int().positive().default(128),
  idle_minutes: z.int().min(1).max(60).default(2),
  clusters: z.boolean().default(false),
})

/**
 * - `scheduler`: `eventbridge` starts a task of ECS for each DAG; `airflow` runs Airflow on ECS.
 * - `spot`: of ten tasks eight are on Spot.
 */
const run = z.strictObject({
  scheduler: z.enum(["eventbridge", "airflow"]).default("eventbridge"),
  paused: z.boolean().default(false),
  cpu: z.union([512, 1024, 2048, 4096].map((each) => z.literal(each))).default(1024),
  memory_mb: z.int().min(1024).max(30_720).default(4096),
  spot: z.boolean().default(true),
})

/**
 * Where `run.scheduler` is `airflow`.
 *
 * - `database`: the instance type of its database.
 * - `tasks_at_once`: tasks of lux that it waits for at one time.
 */
const airflow = z.strictObject({
  database: z
    .string()
    .regex(/^[a-z0-9]+\.[a-z0-9]+$/, "an instance type without db., such as t4g.micro")
    .default("t4g.micro"),
  tasks_at_once: z.int().positive().max(32).default(8),
})

/** - `repository`: OWNER/NAME on GitHub, whose workflows push images and deploy; undefined: nothing outside the account may. */
const delivery = z.strictObject({
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, "OWNER/NAME of the repository on GitHub")
    .optional(),
})

/**
 * What a month may cost. At each step a function acts, not a mail alone.
 *
 * - `tell`, `slow`, `stop`: percent of `monthly_usd`. `slow` starts collectors that may wait less often; `stop` stops them
 *   and the builds. What the declaration does not mark as able to wait goes on.
 * - `slow_factor`: how many times longer the slowed interval is.
 */
const budget = z
  .strictObject({
    monthly_usd: z.number().positive(),
    tell: z.int().positive().default(60),
    slow: z.int().positive().default(85),
    stop: z.int().positive().default(100),
    slow_factor: z.int().min(2).default(6),
  })
  .refine(({ tell, slow, stop }) => tell < slow && slow < stop, { error: "tell, slow and stop must rise" })

const settingsSchema = z
  .strictObject({
    account: z.string().regex(/^\d{12}$/, "twelve digits, in quotes"),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region, such as eu-west-1"),
    zones: z.array(z.string().min(1)).min(2).max(3),
    target: z.string().min(1),
    /** Whether data outlives its stack. */
    keep_data: z.boolean().default(true),
    tags: z.record(z.string(), z.string()).default({}),
    network: network.prefault({}),
    lake: lake.prefault({}),
    logs: logs.prefault({}),
    collect: collect.prefault({}),
    warehouse: warehouse.prefault({}),
    spark: spark.prefault({}),
    run: run.prefault({}),
    airflow: airflow.prefault({}),
    delivery: delivery.prefault({}),
    budget,
  })
  .refine(({ region, zones }) => zones.every((zone) => zone.startsWith(region)), {
    error: "the zones must be in the region",
    path: ["zones"],
  })
  .refine(({ zones, warehouse }) => zones.length === 3 || warehouse.provisioned !== undefined, {
    error: "Redshift Serverless needs three zones",
    path: ["zones"],
  })

export type Settings = z.output<typeof settingsSchema> & {
  /** Name of the file. */
  readonly environment: string
}

/** Throws an error with a line for each mistake of the file. */
export function readSettings(environment: string, folder = settingsFolder): Settings {
  if (!/^[a-z][a-z0-9]{1,11}$/.test(environment))
    throw new Error(`environment "${environment}": 2 to 12 lower-case letters and digits`)
  const file = `${folder}/${environment}.yml`
  return { ...settingsIn(readFileSync(file, "utf8"), file), environment }
}

export function settingsIn(text: string, file: string): z.output<typeof settingsSchema> {
  const found = settingsSchema.safeParse(parse(text))
  if (found.success) return found.data
  const lines = found.error.issues.map(
    ({ path, message }) => `${file}: ${path.join(".") || "the file"}: ${message}`,
  )
  throw new Error(lines.join("\n"))
}

const settingsFolder = fileURLToPath(new URL("../settings", import.meta.url))
