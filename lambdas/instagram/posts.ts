/** Pages of posts. */
import { writeJson } from "lux-sql/collect"
import * as z from "zod"

/** A page as the API answers it; what stands in `data` is validated by the declaration. */
export const pageSchema = z.object({
  data: z.array(z.unknown()),
  paging: z.object({ cursors: z.object({ after: z.string().optional() }).optional() }).optional(),
})

/** A post with the account that it is of. What is not a record stays as it is, and is rejected as that. */
export function withUser(record: unknown, userId: unknown): unknown {
  return typeof record === "object" && record !== null && !Array.isArray(record)
    ? { ...record, user_id: userId }
    : record
}

/** What tells a post from another: its id where it has one. */
export function identityOf(record: unknown): string {
  const { data } = z.looseObject({ id: z.union([z.string(), z.number(), z.bigint()]) }).safeParse(record)
  return data === undefined ? writeJson(record) : String(data.id)
}
