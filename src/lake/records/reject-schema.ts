import * as z from "zod"
import { type Reject, type RejectReason, rejectMessages } from "./rejects.ts"

export const rejectReasonSchema = z.custom<RejectReason>(
  (value) => typeof value === "string" && Object.hasOwn(rejectMessages, value),
)

/** A line of a batch's rejects, as JSON. */
export const rejectSchema: z.ZodType<Reject> = z.object({
  file: z.string(),
  record: z.number().nullable(),
  reason: rejectReasonSchema,
  field: z.string().nullable(),
  message: z.string(),
  raw: z.string(),
})
