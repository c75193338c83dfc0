import * as z from "zod"
import { ExactNumber } from "../../template/exact-number.ts"
import { description, flag, list, map, maybe, maybeTexts, name, record, text } from "../yaml/value-schemas.ts"

export const accessSchema = z.enum(["private", "protected", "public"])

/** `contract: enforced` is short for `contract: {enforced: true}`. */
export const contractSchema = z.preprocess(
  (value) => (value === "enforced" ? { enforced: true } : value),
  z.strictObject({ enforced: flag.default(false), alias_types: flag.default(true) }),
)

export const persistDocsSchema = z.strictObject({ relation: flag, columns: flag }).partial()

const color = /^(#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]+)$/i

export const docsSchema = z
  .strictObject({
    show: flag,
    node_color: z.string().regex(color, "a color: its name, or # and hexadecimal digits").nullable(),
    sample: z.number().int().min(0).max(100),
  })
  .partial()

export const constraintSchema = z.strictObject({
  type: z.enum(["not_null", "unique", "primary_key", "foreign_key", "check", "custom"]),
  name: maybe(text),
  expression: maybe(text),
  columns: maybeTexts,
  to: maybe(text),
  to_columns: maybeTexts,
  warn_unenforced: flag.default(true),
  warn_unsupported: flag.default(true),
})

const needsOne = "an owner with a name or an email"

/** Further keys are kept. */
export const ownerSchema = z
  .looseObject({ name: maybe(text), email: maybe(text) })
  .refine((owner) => owner.name !== undefined || owner.email !== undefined, needsOne)

export const groupSchema = z.strictObject({
  name,
  description,
  owner: ownerSchema,
  meta: map,
  config: maybe(z.strictObject({ meta: maybe(record) })),
})

/** `1.10` is not `1.1`: a version is told by how it is written. */
export const versionSchema = z.union([z.string(), z.number(), z.instanceof(ExactNumber).transform(String)], {
  error: "a number or a text",
})

export const macroSchema = z.strictObject({
  name: text,
  description,
  docs: maybe(docsSchema),
  meta: map,
  config: maybe(z.strictObject({ docs: maybe(docsSchema), meta: maybe(record) })),
  arguments: list(z.strictObject({ name: text, type: maybe(text), description })),
})
