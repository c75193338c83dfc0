/**
 * How a run of a collector went: the function's result, an object in the lake, one line of metrics, and rows of the quality
 * history when lux runs it. Version 1. All times are UTC, in ISO 8601 with milliseconds; a tick is without them:
 * `2026-01-05T10:00:00Z`.
 */
import * as z from "zod"
import { heldSchema } from "./held.ts"

const counts = z.record(z.string(), z.int())
/** By model, then by field. */
const countsByField = z.record(z.string(), counts)

/** What kind of failure it was; the docs have a table of what each of them means and what is done about it. */
export const failureKinds = [
  /** The service says that trying again may help (-1, -2, 1, 2, `is_transient`, a status of 5xx). */
  "transient",
  /** A quota is used up (4, 17, 32, 341, 613, 80002, a status of 429). */
  "limited",
  /** The token is not valid (190, 102, 463, 467): nothing can be asked. */
  "token",
  /** The app may not ask this (10, 200 to 299). */
  "permission",
  /** No such account, or it is not a professional one (24, 100, 110, 2207013). */
  "not-found",
  /** Thirty hashtags in seven days (18). */
  "too-many-hashtags",
  /** Nobody answered: no connection, a cut one, too slow. */
  "network",
  /** An answer that is not what the API documents: HTML, broken JSON, a redirect, another shape. */
  "invalid-answer",
  /** Another error of the service. */
  "refused",
  /** The function's time was up. */
  "deadline",
  /** The function itself failed. */
  "internal",
] as const

/**
 * A unit that could not be collected whole.
 *
 * - `code`, `subcode`, `fbtrace_id`: as the service gave them; null where it gave none.
 * - `again`: whether a later attempt of the same tick can help.
 *
 * Records that were got before it failed are in this run's files.
 */
const failedUnit = z.object({
  unit: z.string(),
  kind: z.enum(failureKinds),
  code: z.int().nullable(),
  subcode: z.int().nullable(),
  message: z.string(),
  fbtrace_id: z.string().nullable(),
  again: z.boolean(),
})

/** The error that ended the run, such as a token that is not valid. */
const runError = failedUnit.omit({ unit: true })

/**
 * - `attempt`: 1 for the first report of the tick, and so on: the number in the report's own path.
 * - `run`: names the run; no two have one.
 * - `outcome`: `complete` when every unit of the tick is got, by this attempt or an earlier one; `failed` when nothing could
 *   be asked, or every unit failed; `partial` otherwise.
 * - `again`: whether another attempt of this tick can get more.
 * - `units.got`: collected by this attempt. `already`: got by an earlier one, or by one at the same time that was faster; this
 *   one's files have only records of it that the other was not given. `failed`: see above. `left`: not asked, for want of time
 *   or quota. `lost`: not asked, because the tick is too long ago.
 * - `files`: what was written below the lake's root, with the number of records and bytes.
 * - `rejected`: records that were set aside, with how many for which reason.
 * - `records`: by model, as many as stand in the files.
 * - `missing`: by model and field, how often an optional value was missing and null was written.
 * - `defaults`: by model and field, how often a declared default was written for a missing value.
 * - `anomalies`: what was right by the declaration and is yet worth a look, such as `unknown-field`, `repeated`, `too-long`.
 * - `calls`: requests sent, those sent again included; `retries`: those. `waits_ms`: time spent waiting between them.
 * - `quota`: the highest use that the API told, in percent, and the minutes until it allows more; null where it told none.
 * - `token`: null where nobody knows when it ends.
 * - `missed`: ticks before this one for which there is no report; the newest fifty.
 * - `replayed`: of a run with `replay_rejected`: records taken now, and records that stay rejected.
 */
export const reportSchema = z.object({
  version: z.literal(1),
  collector: z.string(),
  tick: z.string(),
  attempt: z.int(),
  run: z.string(),
  trigger: z.string(),
  started_at: z.string(),
  ended_at: z.string(),
  duration_ms: z.int(),
  outcome: z.enum(["complete", "partial", "failed"]),
  again: z.boolean(),
  units: z.object({
    got: z.array(z.string()),
    already: z.array(z.string()),
    failed: z.array(failedUnit),
    left: z.array(z.string()),
    lost: z.array(z.string()),
  }),
  files: z.array(z.object({ model: z.string(), path: z.string(), records: z.int(), bytes: z.int() })),
  rejected: z.array(z.object({ model: z.string(), path: z.string(), records: z.int(), reasons: counts })),
  records: counts,
  missing: countsByField,
  defaults: countsByField,
  anomalies: z.array(
    z.object({ model: z.string(), kind: z.string(), field: z.string().nullable(), count: z.int() }),
  ),
  calls: z.int(),
  retries: z.int(),
  waits_ms: z.int(),
  quota: z.object({
    app_percent: z.number().nullable(),
    business_percent: z.number().nullable(),
    regain_minutes: z.number().nullable(),
  }),
  token: z.object({ days_left: z.number() }).nullable(),
  missed: z.array(z.string()),
  replayed: z.object({ taken: z.int(), rejected: z.int() }).nullable(),
  error: runError.nullable(),
})

export type Report = z.output<typeof reportSchema>

/** As it is in the lake: with what other attempts of the tick have to know of its records. */
export const storedReportSchema = reportSchema.extend({ held: heldSchema })

export type StoredReport = z.output<typeof storedReportSchema>

/** What everybody else is reported. */
export function withoutHeld({ held: _, ...report }: StoredReport): Report {
  return report
}

export type FailedUnit = Report["units"]["failed"][number]
export type FailureKind = (typeof failureKinds)[number]
