import * as z from "zod"
import type { Draft } from "./draft.ts"
import { readJson } from "./json.ts"
import { failureKinds, reportSchema } from "./report.ts"

const texts = z.array(z.string())
const record = z.record(z.string(), z.unknown())
const gathered = z.object({
  taken: z.array(
    z.object({
      key: z.string(),
      form: z.string(),
      record,
      raw: z.unknown(),
      missing: texts,
      defaults: texts,
      anomalies: z.array(z.tuple([z.string(), z.string()])),
    }),
  ),
  rejected: z.array(z.object({ key: z.string(), form: z.string(), record: z.unknown(), reason: z.string() })),
  repeated: z.int(),
  anomalies: z.array(z.tuple([z.string(), z.string()])),
})
const failure = z.object({
  kind: z.enum(failureKinds),
  message: z.string(),
  code: z.int().optional(),
  subcode: z.int().optional(),
  fbtraceId: z.string().optional(),
  waitMs: z.number().optional(),
})
const { quota, token, missed, replayed } = reportSchema.shape
const draftSchema = z.object({
  run: z.string(),
  collector: z.string(),
  tick: z.string(),
  trigger: z.string(),
  startedAt: z.string(),
  second: z.string(),
  endedAt: z.string(),
  all: texts,
  units: z.array(
    z.object({ unit: z.string(), failure: failure.optional(), models: z.record(z.string(), gathered) }),
  ),
  left: texts,
  lost: texts,
  calls: z.int(),
  retries: z.int(),
  waitsMs: z.int(),
  quota,
  token,
  missed,
  replayed,
  error: failure.optional(),
})

/** A draft as it was written. */
export function readDraft(text: string): Draft {
  const { error, units, ...rest } = draftSchema.parse(readJson(text))
  return { ...rest, error, units: units.map((each) => ({ ...each, failure: each.failure })) }
}
