/** What text may turn out to be, as metrics: the share of the values that read as it. */
export interface TextPattern {
  readonly metric: string
  /** A condition that is cheap to refuse, before the pattern is tried. */
  readonly first: (value: string) => string
  /** In the syntax of RE2; the whole value matches. */
  readonly pattern: string
}

const short = (value: string): string => `length(${value}) <= 64`

export const textPatterns: readonly TextPattern[] = [
  { metric: "integer_share", first: short, pattern: "[+-]?[0-9]+" },
  { metric: "number_share", first: short, pattern: "[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?" },
  { metric: "boolean_share", first: short, pattern: "(?i)true|false" },
  { metric: "date_share", first: short, pattern: "[0-9]{4}-[01][0-9]-[0-3][0-9]" },
  {
    metric: "iso_timestamp_share",
    first: short,
    pattern:
      "[0-9]{4}-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-6][0-9]([.,][0-9]+)?)?(Z|[+-][0-2][0-9](:?[0-5][0-9])?)?",
  },
  {
    metric: "uuid_share",
    first: (value) => `length(${value}) = 36`,
    pattern: "(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
  },
  {
    metric: "email_share",
    first: (value) => `contains(${value}, '@')`,
    pattern: "[A-Za-z0-9.!#$%&''*+/=?^_`{|}~-]+@[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+",
  },
  {
    metric: "url_share",
    first: (value) => `contains(${value}, '://')`,
    pattern: "(?i)https?://[^ \\t\\r\\n/?#]+([/?#][^ \\t\\r\\n]*)?",
  },
]
