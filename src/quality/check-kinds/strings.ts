/** Checks of texts. Null is let through: `not_null` is for that. */
import * as z from "zod"
import { double } from "../../project/yaml/value-schemas.ts"
import { boundsShape, outside, text, texts } from "./arguments.ts"
import { ArgumentProblem, type CheckKind, checkKind, wrongRows } from "./check-kind.ts"

const none = z.object({})
const match = z.enum(["any", "all"]).optional()

export const stringChecks: readonly CheckKind[] = [
  checkKind({
    name: "string_length",
    says: "every text has between min and max characters, or exactly as many as equals says",
    on: "column",
    args: z.object(boundsShape),
    pose: (use, bounds) => {
      const conditions = outside(use.sql.text.length(use.column), bounds)
      return wrongRows(use, conditions.length === 0 ? "false" : conditions.join(" or "))
    },
  }),
  checkKind({
    name: "fits_varchar",
    says: "no text is longer than bytes, by default what the column's declared varchar holds: Redshift counts bytes",
    on: "column",
    args: z.object({
      bytes: double.pipe(z.number().int("a whole number").positive("a number above 0")).optional(),
    }),
    pose: (use, { bytes }) => {
      const most = bytes ?? declaredBytes(use.dataType)
      if (most === undefined)
        throw new ArgumentProblem("needs bytes, or a data_type of the column such as varchar(100)")
      return wrongRows(use, `${use.sql.text.bytes(use.column)} > ${most}`)
    },
  }),
  checkKind({
    name: "matches_regex",
    says: "every text contains a match of a regular expression, of one of several, or with match: all of all",
    on: "column",
    args: z.object({ regex: z.union([text, texts]), match }),
    pose: (use, { regex, match: how = "any" }) =>
      wrongRows(
        use,
        `not (${patterns(regex, how, (each) => use.sql.text.matches(use.column, use.literal(each)))})`,
      ),
  }),
  checkKind({
    name: "not_matches_regex",
    says: "no text contains a match of a regular expression, or of one of several",
    on: "column",
    args: z.object({ regex: z.union([text, texts]) }),
    pose: (use, { regex }) =>
      wrongRows(
        use,
        patterns(regex, "any", (each) => use.sql.text.matches(use.column, use.literal(each))),
      ),
  }),
  checkKind({
    name: "matches_like",
    says: "every text is like a pattern, one of several, or with match: all all of them",
    on: "column",
    args: z.object({ pattern: z.union([text, texts]), match }),
    pose: (use, { pattern, match: how = "any" }) =>
      wrongRows(
        use,
        `not (${patterns(pattern, how, (each) => `${use.sql.text.of(use.column)} like ${use.literal(each)}`)})`,
      ),
  }),
  checkKind({
    name: "not_matches_like",
    says: "no text is like a pattern, or one of several",
    on: "column",
    args: z.object({ pattern: z.union([text, texts]) }),
    pose: (use, { pattern }) =>
      wrongRows(
        use,
        patterns(pattern, "any", (each) => `${use.sql.text.of(use.column)} like ${use.literal(each)}`),
      ),
  }),
  checkKind({
    name: "is_json",
    says: "every text is valid JSON",
    on: "column",
    args: none,
    pose: (use) => wrongRows(use, `not ${use.sql.text.isJson(use.column)}`),
  }),
  shaped(
    "is_email",
    "every text is an e-mail address",
    "^[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)*[.][A-Za-z]{2,}$",
  ),
  shaped("is_url", "every text is a URL of http or https", "^https?://[^ /?#]+([/?#][^ ]*)?$"),
  shaped(
    "is_uuid",
    "every text is a UUID",
    "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
  ),
  shaped(
    "is_iso_timestamp",
    "every text is a time as ISO 8601 writes it, such as 2023-09-02T08:15:30Z",
    "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?$",
  ),
  shaped(
    "is_credit_card",
    "every text has the form of a credit card's number",
    "^(4[0-9]{12}([0-9]{3})?|5[1-5][0-9]{14}|3[47][0-9]{13}|6(011|5[0-9]{2})[0-9]{12})$",
  ),
  shaped(
    "is_social_security_number",
    "every text has the form of a US social security number",
    "^[0-9]{3}-?[0-9]{2}-?[0-9]{4}$",
  ),
  checkKind({
    name: "reads_as",
    says: "every text reads as a value of a type: integer, decimal, date, timestamp or boolean",
    on: "column",
    args: z.object({ type: z.enum(["integer", "decimal", "date", "timestamp", "boolean"]) }),
    pose: (use, { type }) =>
      wrongRows(use, `${use.column} is not null and not (${use.sql.text.reads(use.column, type)})`),
  }),
]

const varchar = /^\s*(?:varchar|character varying|nvarchar|text)\s*(?:\(\s*(?<bytes>\d+)\s*\))?\s*$/i

/** What a type holds; a bare varchar holds 256 bytes on Redshift. Undefined where it is not a varchar. */
function declaredBytes(dataType = ""): number | undefined {
  const declared = varchar.exec(dataType)
  return declared === null ? undefined : Number(declared.groups?.["bytes"] ?? 256)
}

function shaped(name: string, says: string, regex: string): CheckKind {
  return checkKind({
    name,
    says,
    on: "column",
    args: none,
    pose: (use) => wrongRows(use, `not ${use.sql.text.matches(use.column, use.literal(regex))}`),
  })
}

function patterns(
  given: string | readonly string[],
  how: "any" | "all",
  condition: (pattern: string) => string,
): string {
  const all = typeof given === "string" ? [given] : given
  return all.map((each) => `(${condition(each)})`).join(how === "any" ? " or " : " and ")
}
