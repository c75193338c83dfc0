/** Why SQL cannot be translated, and where: offsets count UTF-16 units in the authored SQL. */
export class SqlRefusal extends Error {
  override readonly name = "SqlRefusal"
  /** `LUX-1301` the construct is not verified, `LUX-1302` the SQL cannot be parsed. */
  readonly code: "LUX-1301" | "LUX-1302"
  readonly construct: string
  readonly offset: number
  readonly length: number
  readonly hint: string | undefined

  constructor(
    code: "LUX-1301" | "LUX-1302",
    construct: string,
    span: { readonly start: number; readonly end: number },
    hint?: string,
    engine = "DuckDB",
  ) {
    super(code === "LUX-1301" ? `${construct} cannot be translated from Redshift to ${engine}` : construct)
    this.code = code
    this.construct = construct
    this.offset = span.start
    this.length = Math.max(1, span.end - span.start)
    this.hint = hint
  }
}

/** Several independent refusals of one statement, in the order of the text. */
export class SqlRefusals extends Error {
  override readonly name = "SqlRefusals"
  readonly refusals: readonly SqlRefusal[]

  constructor(refusals: readonly SqlRefusal[]) {
    super(`${refusals.length} constructs cannot be translated`)
    this.refusals = [...refusals].sort((a, b) => a.offset - b.offset)
  }
}
