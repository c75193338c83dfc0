/**
 * Records of raw files that are not staged, and why: what every engine of stage models has to give alike. How a file is reported
 * into records is in `raw-records.ts`, what a record must be in `check-record.ts`; docs/guides/lake.md says the same for users.
 */

/** One record that is in no batch, or a part of a file that is not a record. */
export interface Reject {
  /** The raw file, as `_file` has it. */
  readonly file: string
  /** Which record of the file, from 1, bad ones counted too; null for what cannot be reported into records. */
  readonly record: number | null
  readonly reason: RejectReason
  /** The declared column that is meant, if one is. */
  readonly field: string | null
  readonly message: string
  /** As it is in the file, without blanks around it; what is not UTF-8 is U+FFFD. */
  readonly raw: string
}

/**
 * The reasons in the order in which they are looked for: a record has the first that is true of it. Fields are looked at in
 * the order of their declaration, rules in the order of `RejectRule`s.
 */
export type RejectReason =
  | "empty_file"
  | "not_json"
  | "truncated"
  | "after_end"
  | "not_utf8"
  | "not_object"
  | "duplicate_key"
  | "key_case"
  | "no_field"
  | "wrong_type"
  | "out_of_range"
  | "too_long"
  | "rule"

/** What messages say; every engine takes them from here, or repeats them letter by letter. */
export const rejectMessages = {
  /** No byte, or blanks only. One reject without a record. */
  empty_file: () => "the file is empty",
  /** Of a record that is not JSON by itself, or of all of a file that does not begin as JSON. */
  not_json: () => "invalid JSON",
  /** What is left at the end of a list that is not closed; also where nothing is left. */
  truncated: () => "the file ends early",
  /** What follows the list. */
  after_end: () => "text after the end of the list",
  /** Bytes that are not UTF-8, or an escaped surrogate without its other half. */
  not_utf8: () => "text that is not valid Unicode",
  /** `found`: as `foundValue` shows it. */
  not_object: (found: string) => `expected an object, found ${found}`,
  duplicate_key: (key: string) => `key "${key}" occurs more than once`,
  key_case: (key: string, column: string) =>
    `key "${key}" differs from the declared "${column}" in upper and lower case`,
  no_field: () => "none of the declared fields is in the record",
  /** `type` as it is declared, in lower case. */
  wrong_type: (field: string, type: string, found: string) => `${field}: expected ${type}, found ${found}`,
  out_of_range: (field: string, type: string, found: string) =>
    `${field}: ${found} is out of range for ${type}`,
  too_long: (field: string, type: string, length: number, unit: "bytes" | "characters") =>
    `${field}: ${length} ${unit} do not fit in ${type}`,
  /** `rule`: the `message` of a `RejectRule`. */
  rule: (rule: string) => rule,
} as const satisfies Record<RejectReason, (...given: never[]) => string>

/** A rule that the rows of a record must not break. Rules are asked of records that are good otherwise. */
export interface RejectRule {
  /** `reject_if`, `reject_if "name"` or `check <name of the data test>`, then `: ` and the SQL as it was written. */
  readonly message: string
  /** The column of the check, if it has one. */
  readonly field: string | null
  /** In the engine's SQL, over the columns of the stage model: the record is rejected where it is true, and not where it is null. */
  readonly condition: string
}

/** What became of one raw file. Every file of a delivery has one: `records` are those staged and those rejected. */
export interface FileAccount {
  /** As `_file` has it. */
  readonly file: string
  /** Those that it was reported into, and one for each reject without a record. */
  readonly records: number
  readonly rejected: number
}

/** What an engine says of the records of a batch. The rejects themselves are in a file. */
export interface RecordsOfBatch {
  readonly files: readonly FileAccount[]
  /** The first ones, by file and record, without their text. */
  readonly first: readonly Omit<Reject, "raw">[]
  /** How many each rule rejected, in the order of the rules. */
  readonly byRule: readonly number[]
}

/** How many `first` holds at most. */
export const firstRejects = 10

/**
 * Which records of a raw file a batch takes, by their numbers, 0 for what has none; all where nothing is said. Others are neither
 * staged nor rejected.
 */
export interface RecordChoice {
  readonly kind: "only" | "except"
  readonly records: ReadonlySet<number>
}

/**
 * A JSON value in a message: a number, a truth and null as written, a text as written in its quotes, up to 40 characters (code
 * points) of either and then `…`; `an object`, `a list`.
 */
export function foundValue(json: string): string {
  if (json.startsWith("{")) return "an object"
  if (json.startsWith("[")) return "a list"
  const characters = Array.from(json.slice(0, 2 * mostShown + 2))
  return characters.length > mostShown ? `${characters.slice(0, mostShown).join("")}…` : json
}

const mostShown = 40

/** A line of a batch's rejects: `<batch>.rejects.jsonl`, sorted by file and record, what has no record last. */
export function rejectLine({ file, record, reason, field, message, raw }: Reject): string {
  return `${JSON.stringify({ file, record, reason, field, message, raw })}\n`
}
