/**
 * What `lambdas/collectors.yml` says: which collectors there are, what they go through, when they run, and the records that
 * they write. One file gives lux its sources, the functions their fields, and the infrastructure its schedules.
 */
import * as z from "zod"
import { count, description, list, map, maybe, maybeTexts, text } from "../yaml/value-schemas.ts"
import { mistakesIn } from "./declaration-mistakes.ts"
import { defaultPath } from "./paths.ts"

/** Names of collectors, of units' lists, of models and of fields: they are part of paths, of SQL and of function names. */
const plainName = text.regex(/^[a-z][a-z0-9_-]*$/, "a name of lower-case letters, digits, _ and -")
const fieldName = text.regex(/^[a-z_][a-z0-9_]*$/, "a column's name: lower-case letters, digits and _")

const duration = (
  ...periods: readonly ["second" | "minute" | "hour" | "day", ...("minute" | "hour" | "day")[]]
) => z.strictObject({ count, period: z.enum(periods) })

/**
 * One value of a record.
 *
 * - `from`: the key in the API's answer, where it is another than the name.
 * - `required`: a record without it is rejected. Without `required` a missing value is null, and counted in the report's
 *   `missing`.
 * - `default`: written for a missing value, and counted in the report's `defaults`. Most fields want none: a 0 that nobody
 *   counted is a wrong number.
 * - `values`: the only texts that it may be. Another one rejects the record, which a later `replay_rejected` reads again.
 * - `pattern`: a regular expression that the whole text has to match.
 * - `added`: the function adds it to what the API answers, and does not ask the API for it.
 */
const field = z.strictObject({
  name: fieldName,
  from: maybe(text.min(1)),
  data_type: text.regex(
    /^(?:varchar\(\d+\)|text|smallint|int|integer|bigint|double precision|boolean)$/,
    "varchar(n), text, smallint, int, bigint, double precision or boolean",
  ),
  description,
  required: z.boolean().default(false),
  added: z.boolean().default(false),
  default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  values: maybe(z.array(text).min(1)),
  pattern: maybe(text.refine(isPattern, "a regular expression")),
  tags: maybeTexts,
  meta: map,
})

/** `warn_after: { count: 2, period: hour }`, as a source table has it. */
const freshness = z.strictObject({
  warn_after: maybe(duration("minute", "hour", "day")),
  error_after: maybe(duration("minute", "hour", "day")),
})

/**
 * The files of one source table.
 *
 * - `source`: `lake.brand` is the table `brand` of the source `lake`. The table's name is the model's in paths and reports.
 * - `key`: the fields that make a record the same one. What a call repeats is written once for a tick.
 * - `path`: where files are written, below the lake's root, with `{model}`, `{date}` (2026-01-05), `{time}` (103015),
 *   `{year}`, `{month}`, `{day}` and `{hour}`, of the second of their collection (UTC).
 * - `also_read`: globs of older layouts. lux reads them, collectors never write there.
 * - `lookback`: how far before the newest staged file a run looks for new ones, such as `3d`.
 */
const write = z.strictObject({
  source: text.regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, "source.table, such as lake.brand"),
  description,
  key: z.array(fieldName).min(1),
  path: text.default(defaultPath),
  also_read: list(text),
  lookback: maybe(text),
  freshness: maybe(freshness),
  tags: maybeTexts,
  meta: map,
  fields: z.array(field).min(1),
})

/**
 * What a run may take.
 *
 * - `timeout`, `memory_mb`: the function's own.
 * - `retries`: how often the service starts the function again for a tick that is not complete (0 to 2).
 * - `late`: how long after its tick a unit may still be fetched. After that it is lost, and reported so.
 * - `calls_at_once`: units that are asked about at a time.
 * - `attempts`: of one call, the first included.
 * - `call_timeout`: of one answer.
 * - `pause_at_percent`: from this use of a quota on, calls wait for each other.
 */
const limits = z.strictObject({
  timeout: duration("second", "minute").default({ count: 5, period: "minute" }),
  memory_mb: count.default(512),
  retries: z.int().min(0).max(2).default(2),
  late: duration("minute", "hour", "day").default({ count: 1, period: "day" }),
  calls_at_once: count.default(2),
  attempts: count.default(5),
  call_timeout: duration("second", "minute").default({ count: 20, period: "second" }),
  pause_at_percent: z.number().min(1).max(100).default(80),
})

const collector = z.strictObject({
  name: plainName,
  description,
  /** A folder of `lambdas/`, which exports `handler`. */
  function: plainName,
  /** Ticks are the whole multiples of this since 1970, UTC. */
  schedule: z.strictObject({ every: duration("minute", "hour", "day") }),
  /** The list that it goes through. */
  units: plainName,
  /** The function's own. Its code validates them. */
  settings: map,
  limits: limits.prefault({}),
  writes: z.array(write).min(1),
  tags: maybeTexts,
  meta: map,
})

/**
 * Rows of texts; `key` names the one that reports call a unit by. `seed` names a seed with the same rows: its columns that
 * stand here too must say the same.
 */
const units = z.strictObject({
  description,
  key: fieldName,
  seed: maybe(text),
  items: z.array(z.record(fieldName, z.string("a text: write it in quotes"))).min(1),
})

/**
 * What is said about runs, and where. The address comes from the secret that LUX_SLACK_SECRET names, never from here.
 *
 * - `digest`: how often successes are summed up. The digest also comes when nothing ran.
 * - `token_days`: from so many days before its end on, a token is an alert.
 */
const notify = z.strictObject({
  function: plainName,
  alert_channel: text.min(1),
  digest_channel: text.min(1),
  digest: z.strictObject({ every: duration("minute", "hour", "day") }),
  token_days: count.default(7),
  timeout: duration("second", "minute").default({ count: 1, period: "minute" }),
  memory_mb: count.default(256),
})

/** The whole file. A key that is not known is an error. */
export const collectorsSchema = z
  .strictObject({
    version: z.literal(1),
    units: z.record(plainName, units),
    collectors: z.array(collector).min(1),
    notify: maybe(notify),
  })
  .superRefine((file, context) => {
    for (const { path, message } of mistakesIn(file))
      context.addIssue({ code: "custom", path: [...path], message })
  })

/** As it is after reading: what was left out has its default. */
export type Collectors = z.output<typeof collectorsSchema>
export type CollectorDeclaration = Collectors["collectors"][number]
export type Write = CollectorDeclaration["writes"][number]
export type Field = Write["fields"][number]
export type Unit = Readonly<Record<string, string>>

function isPattern(pattern: string): boolean {
  try {
    new RegExp(pattern)
    return true
  } catch {
    return false
  }
}
