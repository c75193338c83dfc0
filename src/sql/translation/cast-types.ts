/** What engines call the types that Redshift has several names for, or that they have another name for. */
export interface CastTypeNames {
  readonly real: string
  readonly double: string
  readonly super: string
}

/** Redshift's names of types, decimals and texts left out, and what an engine calls the same. */
export function castTypesOf(names: CastTypeNames): ReadonlyMap<string, string> {
  return new Map(
    Object.entries({
      smallint: "smallint",
      int2: "smallint",
      integer: "integer",
      int: "integer",
      int4: "integer",
      bigint: "bigint",
      int8: "bigint",
      real: names.real,
      float4: names.real,
      float: names.double,
      float8: names.double,
      "double precision": names.double,
      boolean: "boolean",
      bool: "boolean",
      date: "date",
      timestamp: "timestamp",
      timestamptz: "timestamptz",
      time: "time",
      super: names.super,
    }),
  )
}

const page = "https://docs.aws.amazon.com/redshift/latest/dg"
const onRedshift = 'write it inside {{#if (eq target.type "redshift")}} ... {{else}} ... {{/if}}.'

/** What to write instead of a type that is not verified. */
export function typeAdvice(name: string): string | undefined {
  if (["varbyte", "varbinary", "binary", "binary varying"].includes(name))
    return `VARBYTE has no like here: keep the hex text (to_hex, md5), or ${onRedshift} ${page}/r_VARBYTE_type.html`
  if (["timetz", "time with time zone"].includes(name))
    return `A time with a zone has no like here: use timestamptz or time, or ${onRedshift} ${page}/r_Datetime_types.html`
  if (["geometry", "geography"].includes(name))
    return `Spatial types have no like here: ${onRedshift} ${page}/geospatial-overview.html`
  if (name === "hllsketch")
    return `Sketches have no like here: use approximate count(distinct x), or ${onRedshift} ${page}/r_HLLSKTECH_type.html`
  if (name.startsWith("interval"))
    return `Add the interval to a date, or use dateadd and datediff. ${page}/r_interval_data_types.html`
  if (/^(?:reg|oid|name$)/.test(name)) return `A type of the catalog: ${onRedshift} ${page}/c_join_PG.html`
  return undefined
}
