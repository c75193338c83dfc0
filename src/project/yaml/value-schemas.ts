/** What people write into YAML, as schemas with a name for messages. */
import * as z from "zod"
import { doubleOf, ExactNumber } from "../../template/exact-number.ts"

export const text = z.string()

/** A name that goes into SQL or that somebody refers to. */
export const name = text
  .refine((value) => value.trim() !== "", "a name, and not an empty text")
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no name has them
  .refine((value) => !/[\x00-\x1f\x7f]/.test(value), "a name without control characters")

/** A text, or a list of them. No union: for every list that would first work out why it is not text. */
export const texts = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z.array(text, { error: "a text or a list of texts" }),
)

export const record = z.record(z.string(), z.unknown())

/** A key with nothing behind it is as good as no key. */
export function maybe<Schema extends z.ZodType>(schema: Schema) {
  return schema.nullish().transform((value) => value ?? undefined)
}

export function list<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(schema)
    .nullish()
    .transform((value) => value ?? [])
}

export const map = record.nullish().transform((value) => value ?? {})

/** Texts, or nothing. */
export const maybeTexts = texts.nullish().transform((value) => value ?? [])

/** Folders relative to the project: `./models/` is `models`. */
export const folders = texts.transform((each) =>
  each.map((folder) =>
    folder
      .replaceAll("\\", "/")
      .replace(/^(\.\/)+/, "")
      .replace(/\/+$/, ""),
  ),
)

export const description = text.nullish().transform((value) => value ?? "")

/** A number with all its digits, as `exact-number.ts` has them. */
export const numeric = z.union([z.number(), z.instanceof(ExactNumber)], { error: "a number" })

/** A number that lux calculates with as a double, such as a share. One that a double does not hold is refused. */
export const double = z.preprocess(
  asDouble,
  z.number({
    error: ({ input }) => (input instanceof ExactNumber ? "a number of at most 15 digits" : undefined),
  }),
)

function asDouble(value: unknown): unknown {
  return value instanceof ExactNumber ? (doubleOf(value) ?? value) : value
}

/** True or false; as a text too, as environment variables give it. */
export const flag = z.preprocess(
  (value) => (value === "true" ? true : value === "false" ? false : value),
  z.boolean(),
)

/** A whole number above 0; as a text too, as environment variables give it. */
export const count = z.preprocess(
  (value) => (typeof value === "string" && /^\d+$/.test(value) ? Number(value) : asDouble(value)),
  z.int("a whole number").positive("a whole number above 0"),
)

/** True, false, or a whole number above 0. */
export const flagOrCount = z.preprocess(
  (value) =>
    value === "true" || value === "false"
      ? value === "true"
      : typeof value === "string" && /^\d+$/.test(value)
        ? Number(value)
        : asDouble(value),
  z.union([z.boolean(), z.int().positive()], { error: "true, false or a whole number above 0" }),
)
