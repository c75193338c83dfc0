/**
 * What is known of each warehouse without loading it: plain data that every room may ask. How a warehouse works stands in
 * `src/warehouse/`; a room that does something of its own for each has one record over all of them.
 */
export interface WarehouseFacts {
  /** What people call it. */
  readonly title: string
  /** As OpenTelemetry calls the system: https://opentelemetry.io/docs/specs/semconv/registry/attributes/db/ */
  readonly telemetryName: string
  /** True: a file that lux opens in its own process, and one process at a time has. Else it is behind a network, and others write to it too. */
  readonly embedded: boolean
  /** Bytes of a name that it keeps; undefined: all. */
  readonly longestName: number | undefined
  /** True: it writes the files of an export itself, several of a relation, to S3. */
  readonly unloads: boolean
  /** True: its system tables tell what statements cost. */
  readonly tellsCosts: boolean
  /** True: a check that asks queries of its own can ask them of every group at once. */
  readonly asksByGroup: boolean
  readonly dialect: DialectFacts
}

/** The SQL that a warehouse reads, as far as it differs. */
export interface DialectFacts {
  /** True: authors may write it for other warehouses, to whose SQL it is translated. */
  readonly translated: boolean
  /** True: its types, functions and rules are known well enough to say what it refuses, and what type comes of an expression. */
  readonly analysed: boolean
  /** True: texts are compared without their trailing blanks. */
  readonly ignoresTrailingBlanks: boolean
  /** True: in a literal a backslash escapes the character behind it. */
  readonly backslashEscapes: boolean
  /** True: quoted names that differ in case are different names. */
  readonly casedNames: boolean
  /** True: `group by all`. */
  readonly groupsByAll: boolean
  /** True: windows can be named, in a `window` clause. */
  readonly namedWindows: boolean
  /** True: `a.id = b.id (+)` in `where` is an outer join. */
  readonly outerMarks: boolean
  /** True: `unpivot o.payload as value at name` in `from` is the attributes of an object. */
  readonly unpivotsObjects: boolean
  /** True: functions may stand in `from`. */
  readonly tableFunctions: boolean
  /** True: `semi`, `anti`, `asof` and `positional` behind a relation are joins, and not its alias. */
  readonly furtherJoins: boolean
  /** True: a subquery in `from` sees the relations before it. */
  readonly lateralSubqueries: boolean
  /** True: the column that a join merges stands where the left relation has it; else first. */
  readonly mergesInPlace: boolean
  /** True: `exclude` holds for the whole select list; else for the star before it. */
  readonly excludesFromAll: boolean
  /** True: `select ... into` makes a table. */
  readonly selectsInto: boolean
  /** True: `describe`, `summarize` and the like are queries. */
  readonly describes: boolean
  /** The first column of a list of values that has no names; the others count on. */
  readonly firstValue: { readonly prefix: string; readonly number: number }
  /** Bytes of a `float` without a size. */
  readonly floatBytes: 4 | 8
  /** What the length of a text is counted in. */
  readonly textUnit: "bytes" | "characters"
  /** Length of a `varchar` that says none; undefined: any. */
  readonly bareVarchar: number | undefined
}

/** In the order in which messages name them. */
export const warehouses = {
  duckdb: {
    title: "DuckDB",
    telemetryName: "duckdb",
    embedded: true,
    longestName: undefined,
    unloads: false,
    tellsCosts: false,
    asksByGroup: true,
    dialect: {
      translated: false,
      analysed: false,
      ignoresTrailingBlanks: false,
      backslashEscapes: false,
      casedNames: false,
      groupsByAll: true,
      namedWindows: true,
      outerMarks: false,
      unpivotsObjects: false,
      tableFunctions: true,
      furtherJoins: true,
      lateralSubqueries: true,
      mergesInPlace: true,
      excludesFromAll: false,
      selectsInto: false,
      describes: true,
      firstValue: { prefix: "col", number: 0 },
      floatBytes: 4,
      textUnit: "characters",
      bareVarchar: undefined,
    },
  },
  redshift: {
    title: "Redshift",
    telemetryName: "aws.redshift",
    embedded: false,
    // https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
    longestName: 127,
    unloads: true,
    tellsCosts: true,
    asksByGroup: false,
    dialect: {
      translated: true,
      analysed: true,
      ignoresTrailingBlanks: true,
      backslashEscapes: true,
      casedNames: false,
      groupsByAll: false,
      namedWindows: false,
      outerMarks: true,
      unpivotsObjects: true,
      tableFunctions: false,
      furtherJoins: false,
      lateralSubqueries: false,
      mergesInPlace: false,
      excludesFromAll: true,
      selectsInto: true,
      describes: false,
      firstValue: { prefix: "column", number: 1 },
      floatBytes: 8,
      textUnit: "bytes",
      bareVarchar: 256,
    },
  },
  postgres: {
    title: "Postgres",
    telemetryName: "postgresql",
    embedded: false,
    longestName: 63,
    unloads: false,
    tellsCosts: false,
    asksByGroup: true,
    dialect: {
      translated: false,
      analysed: false,
      ignoresTrailingBlanks: false,
      backslashEscapes: false,
      casedNames: true,
      groupsByAll: false,
      namedWindows: true,
      outerMarks: false,
      unpivotsObjects: false,
      tableFunctions: true,
      furtherJoins: true,
      lateralSubqueries: false,
      mergesInPlace: false,
      excludesFromAll: false,
      selectsInto: true,
      describes: false,
      firstValue: { prefix: "column", number: 1 },
      floatBytes: 8,
      textUnit: "characters",
      bareVarchar: undefined,
    },
  },
} as const satisfies Readonly<Record<string, WarehouseFacts>>

/** A warehouse, as a target's `type` names it. Each reads one dialect, which has its name. */
export type WarehouseType = keyof typeof warehouses

/** What runs in lux's own process where the warehouse does not: stage models, unit tests, exports. */
export const embeddedType = "duckdb" satisfies EmbeddedType

export const warehouseTypes = Object.keys(warehouses).filter(isWarehouseType)

/** The dialects that a project may be authored in: that which is translated for every warehouse comes first. */
export const dialects = [
  ...warehouseTypes.filter((type) => warehouses[type].dialect.translated),
  ...warehouseTypes.filter((type) => !warehouses[type].dialect.translated),
]

function isWarehouseType(type: string): type is WarehouseType {
  return Object.hasOwn(warehouses, type)
}

type With<Fact extends keyof WarehouseFacts, Value> = {
  [Type in WarehouseType]: (typeof warehouses)[Type][Fact] extends Value ? Type : never
}[WarehouseType]

export type EmbeddedType = With<"embedded", true>

export function factsOf({ type }: { readonly type: WarehouseType }): WarehouseFacts {
  return warehouses[type]
}

export function dialectFacts(dialect: WarehouseType): DialectFacts {
  return warehouses[dialect].dialect
}

/** True where SQL of one dialect is not what a warehouse reads. */
export function isTranslated(from: WarehouseType, to: WarehouseType): boolean {
  return from !== to && warehouses[from].dialect.translated
}
