/** Names of types of texts, in lower case and without a size, in all dialects. */
export const textTypeNames: ReadonlySet<string> = new Set([
  "varchar",
  "character varying",
  "nvarchar",
  "char",
  "character",
  "nchar",
  "bpchar",
  "text",
  "string",
])
