/** For tests: raw files of every kind of wrong, and what every engine of stage models makes of them. */
import type { Reject } from "../lake/records/rejects.ts"

/** The columns of the source, in the dialect of Redshift. */
export const brokenColumns = [
  { name: "id", dataType: "bigint" },
  { name: "likes", dataType: "int" },
  { name: "price", dataType: "decimal(20,2)" },
  { name: "ratio", dataType: "double precision" },
  { name: "paid", dataType: "boolean" },
  { name: "day", dataType: "date" },
  { name: "seen", dataType: "timestamp" },
  { name: "caption", dataType: "varchar(65535)" },
  { name: "code", dataType: "varchar(4)" },
] as const

export interface BrokenFile {
  readonly title: string
  readonly bytes: string | Buffer
  /** The rows that are staged: their columns that are not null, values as texts. */
  readonly staged: readonly Readonly<Record<string, string>>[]
  readonly rejects: readonly Omit<Reject, "file">[]
}

const good = '{"id":1}'
const one = { id: "1" }
const reject = (
  record: number | null,
  reason: Reject["reason"],
  message: string,
  raw: string,
  field: string | null = null,
): Omit<Reject, "file"> => ({ record, reason, field, message, raw })

/** A list of a good record and one with this value. */
function value(
  field: string,
  json: string,
  expected: string,
  reason: "wrong_type" | "out_of_range" = "wrong_type",
  found = json,
): BrokenFile {
  const raw = `{"id":2,"${field}":${json}}`
  const message =
    reason === "wrong_type"
      ? `${field}: expected ${expected}, found ${found}`
      : `${field}: ${found} is out of range for ${expected}`
  return {
    title: `${json.slice(0, 40)} for ${expected}`,
    bytes: `[${good},${raw}]`,
    staged: [one],
    rejects: [reject(2, reason, message, raw, field)],
  }
}

function fits(field: string, json: string, as: string): BrokenFile {
  return {
    title: `${json.slice(0, 40)} is good for ${field}`,
    bytes: `[{"id":1,"${field}":${json}}]`,
    staged: [{ ...one, [field]: as }],
    rejects: [],
  }
}

const long = "x".repeat(5 * 1024 * 1024)
const html = '<html><body>502 Bad Gateway, "try" {again}</body></html>'
const invalid = Buffer.concat([
  Buffer.from(`[${good},{"id":2,"caption":"a`),
  Buffer.from([0xff]),
  Buffer.from(`"},{"id":3}]`),
])
const early = "the file ends early"

export const brokenFiles: readonly BrokenFile[] = [
  {
    title: "nothing wrong",
    bytes: `[${good}, {"id":2,"likes":null}]`,
    staged: [one, { id: "2" }],
    rejects: [],
  },
  { title: "an empty list", bytes: "[]\n", staged: [], rejects: [] },
  {
    title: "an empty file",
    bytes: "",
    staged: [],
    rejects: [reject(null, "empty_file", "the file is empty", "")],
  },
  {
    title: "blanks",
    bytes: " \r\n",
    staged: [],
    rejects: [reject(null, "empty_file", "the file is empty", "")],
  },
  {
    title: "truncated in a record",
    bytes: `[${good},{"id":2},{"id":3,"capt`,
    staged: [one, { id: "2" }],
    rejects: [reject(3, "truncated", early, '{"id":3,"capt')],
  },
  {
    title: "truncated behind a record",
    bytes: `[${good},{"id":2}`,
    staged: [one, { id: "2" }],
    rejects: [reject(3, "truncated", early, "")],
  },
  {
    title: "truncated behind a comma",
    bytes: `[${good},\n`,
    staged: [one],
    rejects: [reject(2, "truncated", early, "")],
  },
  {
    title: "truncated in the first",
    bytes: '{"id":1,"caption":"a, [',
    staged: [],
    rejects: [reject(1, "truncated", early, '{"id":1,"caption":"a, [')],
  },
  { title: "an object where a list should be", bytes: '{\n  "id": 1\n}\n', staged: [one], rejects: [] },
  {
    title: "an answer that is an error",
    bytes: '{"error":{"message":"limit","code":4}}',
    staged: [],
    rejects: [
      reject(
        1,
        "no_field",
        "none of the declared fields is in the record",
        '{"error":{"message":"limit","code":4}}',
      ),
    ],
  },
  { title: "lines", bytes: `${good}\r\n\n{"id":2}`, staged: [one, { id: "2" }], rejects: [] },
  {
    title: "lines with bad ones between",
    bytes: `${good}\n{"id":2,\n7\n{"id":4}\n`,
    staged: [one, { id: "4" }],
    rejects: [
      reject(2, "not_json", "invalid JSON", '{"id":2,'),
      reject(3, "not_object", "expected an object, found 7", "7"),
    ],
  },
  {
    title: "objects one after another",
    bytes: '{"id":\n1}{"id":2,}\n{"id":\n3}',
    staged: [one, { id: "3" }],
    rejects: [reject(2, "not_json", "invalid JSON", '{"id":2,}')],
  },
  {
    title: "records that are not objects",
    bytes: `[${good},1,"x",null,[],{},${good}]`,
    staged: [one, one],
    rejects: [
      reject(2, "not_object", "expected an object, found 1", "1"),
      reject(3, "not_object", 'expected an object, found "x"', '"x"'),
      reject(4, "not_object", "expected an object, found null", "null"),
      reject(5, "not_object", "expected an object, found a list", "[]"),
      reject(6, "no_field", "none of the declared fields is in the record", "{}"),
    ],
  },
  {
    title: "records that are not JSON",
    bytes: `[${good},{"id":NaN},{'id':2},{"id":2,},{"id":Infinity},,{"id":3},]`,
    staged: [one, { id: "3" }],
    rejects: [
      reject(2, "not_json", "invalid JSON", '{"id":NaN}'),
      reject(3, "not_json", "invalid JSON", "{'id':2}"),
      reject(4, "not_json", "invalid JSON", '{"id":2,}'),
      reject(5, "not_json", "invalid JSON", '{"id":Infinity}'),
      reject(6, "not_json", "invalid JSON", ""),
      reject(8, "not_json", "invalid JSON", ""),
    ],
  },
  {
    title: "text behind the list",
    bytes: `[${good}]\n[{"id":2}]`,
    staged: [one],
    rejects: [reject(null, "after_end", "text after the end of the list", '[{"id":2}]')],
  },
  { title: "HTML", bytes: html, staged: [], rejects: [reject(null, "not_json", "invalid JSON", html)] },
  {
    title: "null",
    bytes: "null\n",
    staged: [],
    rejects: [reject(1, "not_object", "expected an object, found null", "null")],
  },
  { title: "a new field", bytes: '[{"id":1,"views":7,"more":{"a":[1,"]"]}}]', staged: [one], rejects: [] },
  {
    title: "a key in another case",
    bytes: `[${good},{"ID":2}]`,
    staged: [one],
    rejects: [
      reject(
        2,
        "key_case",
        'key "ID" differs from the declared "id" in upper and lower case',
        '{"ID":2}',
        "id",
      ),
    ],
  },
  {
    title: "a key twice",
    bytes: `[${good},{"id":2,"id":3}]`,
    staged: [one],
    rejects: [reject(2, "duplicate_key", 'key "id" occurs more than once', '{"id":2,"id":3}')],
  },
  {
    title: "a key twice, one of them escaped",
    bytes: `[${good},{"id":2,"\\u0069d":3}]`,
    staged: [one],
    rejects: [reject(2, "duplicate_key", 'key "id" occurs more than once', '{"id":2,"\\u0069d":3}')],
  },
  {
    title: "a byte order mark",
    bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(`[${good}]`)]),
    staged: [one],
    rejects: [],
  },
  {
    title: "bytes that are not UTF-8",
    bytes: invalid,
    staged: [one, { id: "3" }],
    rejects: [reject(2, "not_utf8", "text that is not valid Unicode", '{"id":2,"caption":"a�"}')],
  },
  {
    title: "half of a surrogate pair",
    bytes: `[${good},{"id":2,"caption":"\\ud83d"}]`,
    staged: [one],
    rejects: [reject(2, "not_utf8", "text that is not valid Unicode", '{"id":2,"caption":"\\ud83d"}')],
  },
  {
    title: "a caption of 5 MB",
    bytes: `[${good},{"id":2,"caption":"${long}"},{"id":3,"ratio":"${long}"}]`,
    staged: [one],
    rejects: [
      reject(
        2,
        "too_long",
        "caption: 5242880 bytes do not fit in varchar(65535)",
        `{"id":2,"caption":"${long}"}`,
        "caption",
      ),
      reject(
        3,
        "wrong_type",
        `ratio: expected double precision, found "${"x".repeat(39)}…`,
        `{"id":3,"ratio":"${long}"}`,
        "ratio",
      ),
    ],
  },
  {
    title: "a text that is too long in bytes",
    bytes: '[{"id":1,"code":"abcd"},{"id":2,"code":"äöü"},{"id":3,"code":"\\u00e4\\u00f6"}]',
    staged: [
      { id: "1", code: "abcd" },
      { id: "3", code: "äö" },
    ],
    rejects: [
      reject(2, "too_long", "code: 6 bytes do not fit in varchar(4)", '{"id":2,"code":"äöü"}', "code"),
    ],
  },
  value("likes", "7.9", "int"),
  value("likes", "7.0", "int"),
  value("likes", "1e3", "int"),
  value("likes", "1e20", "int"),
  value("likes", "true", "int"),
  value("likes", '"7"', "int"),
  value("likes", '{"x":1}', "int", "wrong_type", "an object"),
  value("likes", "[7]", "int", "wrong_type", "a list"),
  value("likes", "2147483648", "int", "out_of_range"),
  {
    title: "a whole number that is too great",
    bytes: `[${good},{"id":9223372036854775808}]`,
    staged: [one],
    rejects: [
      reject(
        2,
        "out_of_range",
        "id: 9223372036854775808 is out of range for bigint",
        '{"id":9223372036854775808}',
        "id",
      ),
    ],
  },
  value("price", "1.005", "decimal(20,2)"),
  value("price", '"1.5"', "decimal(20,2)"),
  value("price", "1234567890123456789", "decimal(20,2)", "out_of_range"),
  value("ratio", "1e400", "double precision", "out_of_range"),
  value("ratio", '"1.5"', "double precision"),
  value("paid", "1", "boolean"),
  value("paid", '"true"', "boolean"),
  value("day", '"2024-02-30"', "date"),
  value("day", '"2024-02-03 10:00:00"', "date"),
  value("day", "20240203", "date"),
  value("seen", '"2024-02-03T25:00:00"', "timestamp"),
  value("seen", '"2024-02-03T10:00:00+02:00"', "timestamp"),
  value("seen", "1706954400", "timestamp"),
  value("caption", "101", "varchar(65535)"),
  value("caption", "false", "varchar(65535)"),
  value("caption", '["a"]', "varchar(65535)", "wrong_type", "a list"),
  value("caption", '"a\\u0000b"', "varchar(65535)"),
  fits("likes", "-2147483648", "-2147483648"),
  fits("price", "123456789012345678.91", "123456789012345678.91"),
  fits("price", "1.500", "1.50"),
  fits("ratio", "1e3", "1000.0"),
  fits("paid", "false", "false"),
  fits("day", '"2024-02-29"', "2024-02-29"),
  fits("seen", '"2024-02-03T10:00:00Z"', "2024-02-03 10:00:00"),
  fits("caption", '"]},\\" \\u00e9 \\ud83d\\ude00"', ']}," é 😀'),
]
