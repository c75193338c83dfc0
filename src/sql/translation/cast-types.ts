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
