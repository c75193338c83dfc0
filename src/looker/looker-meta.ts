import * as z from "zod"
import { LuxError, type Place } from "../errors.ts"

const fieldMeta = z.strictObject({
  hidden: z.boolean().optional(),
  label: z.string().optional(),
  group_label: z.string().optional(),
  value_format: z.string().optional(),
  convert_tz: z.boolean().optional(),
})

const viewMeta = z.strictObject({
  label: z.string().optional(),
  /** False: the view is there for joins, and has no explore of its own. */
  explore: z.boolean().optional(),
  hidden: z.boolean().optional(),
  drill_fields: z.array(z.string()).optional(),
})

export type FieldMeta = z.output<typeof fieldMeta>
export type ViewMeta = z.output<typeof viewMeta>

/** What `meta.looker` of a column or metric says; undefined where `looker: false` leaves it out. Throws LUX-3140. */
export function fieldMetaOf(meta: Readonly<Record<string, unknown>>, place: Place): FieldMeta | undefined {
  return read(fieldMeta, meta["looker"], place)
}

/** The same of a model. */
export function viewMetaOf(meta: Readonly<Record<string, unknown>>, place: Place): ViewMeta | undefined {
  return read(viewMeta, meta["looker"], place)
}

function read<Schema extends z.ZodObject>(
  schema: Schema,
  value: unknown,
  place: Place,
): z.output<Schema> | undefined {
  if (value === false) return undefined
  const result = schema.safeParse(value ?? {})
  if (result.success) return result.data
  throw new LuxError("LUX-3140", "invalid meta.looker", {
    place,
    hint: `It is false, or a map with ${Object.keys(schema.shape).join(", ")}.`,
  })
}
