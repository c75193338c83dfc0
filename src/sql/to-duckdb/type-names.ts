/** Redshift's names of types, decimals and texts left out, and what DuckDB calls the same. */
export const castTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    smallint: "smallint",
    int2: "smallint",
    integer: "integer",
    int: "integer",
    int4: "integer",
    bigint: "bigint",
    int8: "bigint",
    real: "float",
    float4: "float",
    float: "double",
    float8: "double",
    "double precision": "double",
    boolean: "boolean",
    bool: "boolean",
    date: "date",
    timestamp: "timestamp",
    timestamptz: "timestamptz",
    time: "time",
    super: "json",
  }),
)
