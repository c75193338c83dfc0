import * as z from "zod"
import { count, flag, maybe, maybeTexts, text } from "./yaml/value-schemas.ts"

/** What runs a task. */
const operators = ["bash", "docker", "kubernetes", "ecs"] as const
/** A task builds the nodes of a folder, or one node. */
const taskSizes = ["layer", "model"] as const

const schedule = z
  .string()
  .regex(
    /^(assets|none|@(hourly|daily|weekly|monthly)|\S+( \S+){4})$/,
    "a cron expression of five fields, @hourly, @daily, @weekly, @monthly, assets, or none",
  )
const id = z.string().regex(/^[\w.-]+$/, "letters, digits, underscores, dots and dashes")

/** `orchestrate:` of `lux_project.yml`. */
export const orchestrateSchema = z
  .strictObject({
    prefix: z
      .string()
      .regex(/^[\w.-]*$/, "letters, digits, underscores, dots and dashes")
      .optional(),
    operator: z.enum(operators).default("bash"),
    command: text.default("lux"),
    tasks: z.enum(taskSizes).default("layer"),
    paused: flag.default(true),
    retries: z.int("a whole number").nonnegative("0 or more").default(2),
    retry_minutes: count.default(5),
    timeout_minutes: count.default(60),
    freshness: flag.default(false),
    pool: maybe(id),
    docs_url: maybe(text),
    on_failure: maybe(
      z
        .string()
        .regex(/^(none|[\w.]+:\w+)$/, "a Python function, as package.module:function, or none")
        .transform((value) => (value === "none" ? undefined : value)),
    ),
    environment: z
      .record(z.string().regex(/^[A-Za-z_]\w*$/, "a name of an environment variable"), text)
      .default({}),
    docker: z.strictObject({ image: text, network: maybe(text) }).optional(),
    kubernetes: z
      .strictObject({ image: text, namespace: maybe(text), service_account: maybe(text) })
      .optional(),
    ecs: z
      .strictObject({
        cluster: text,
        task_definition: text,
        container: text,
        launch_type: z.enum(["FARGATE", "EC2", "EXTERNAL"]).default("FARGATE"),
        subnets: maybeTexts,
        security_groups: maybeTexts,
        region: maybe(text),
        log_group: maybe(text),
        log_prefix: maybe(text),
      })
      .optional(),
    github: z
      .strictObject({
        runs_on: text.default("ubuntu-24.04"),
        node: z.coerce.string().default("22"),
        install: text.default("npm ci"),
        secrets: maybeTexts,
      })
      .optional(),
    dags: z
      .record(
        id,
        z
          .strictObject({
            select: maybeTexts,
            exclude: maybeTexts,
            schedule: schedule.optional(),
            tasks: z.enum(taskSizes).optional(),
            paused: flag.optional(),
            freshness: flag.optional(),
          })
          .nullable(),
      )
      .optional(),
  })
  .refine((value) => value.operator === "bash" || value[value.operator] !== undefined, {
    error: "the key of that name as well: docker:, kubernetes: or ecs:",
    path: ["operator"],
  })

/** How the project is scheduled, with what is left open decided. */
export type OrchestrateSettings = z.output<typeof orchestrateSchema>
