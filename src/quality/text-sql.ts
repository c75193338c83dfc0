/** What engines call differently in conditions on values. */
export interface TextSql {
  /** A value of any type as text, of any length: what is taken of it means the same of a number. */
  of(value: string): string
  length(value: string): string
  bytes(value: string): string
  matches(value: string, pattern: string): string
  isJson(value: string): string
  /** True where a value reads as one of a type; of null it is null. */
  reads(value: string, type: "integer" | "decimal" | "date" | "timestamp" | "boolean"): string
  /** True of NaN; undefined where a column of that declared type has none, or the engine cannot ask any type. */
  isNaN(value: string, dataType: string | undefined): string | undefined
  /** `select column_name, data_type, ordinal_position` of a relation, names in lower case. */
  columnsOf(relation: string): string
  /** Seconds from a time to now; the time is in UTC where it has no zone. */
  age(moment: string): string
}

const duckDbOf = (value: string): string => `cast(${value} as varchar)`

export const duckDbText: TextSql = {
  of: duckDbOf,
  length: (value) => `length(${duckDbOf(value)})`,
  bytes: (value) => `strlen(${duckDbOf(value)})`,
  matches: (value, pattern) => `regexp_matches(${duckDbOf(value)}, ${pattern})`,
  isJson: (value) => `json_valid(${duckDbOf(value)})`,
  // A cast is not a judge of form: DuckDB rounds '1.5' to an integer. Only the calendar is left to it.
  reads: (value, type) => {
    const form = `regexp_matches(${duckDbOf(value)}, '${readable[type]}')`
    return type === "date" || type === "timestamp"
      ? `${form} and try_cast(${duckDbOf(value)} as ${type}) is not null`
      : form
  },
  // The type is known when the query is planned: of other columns nothing remains of the condition.
  isNaN: (value) =>
    `typeof(${value}) in ('DOUBLE', 'FLOAT') and try_cast(${value} as double) = cast('nan' as double)`,
  columnsOf: (relation) =>
    `select lower(column_name) as column_name, lower(column_type) as data_type, row_number() over () as ordinal_position from (describe select * from ${relation})`,
  // A time with a zone becomes one of the session's zone.
  age: (moment) =>
    `date_diff('second', cast(${moment} as timestamp), case when typeof(${moment}) = 'TIMESTAMP WITH TIME ZONE' then cast(now() as timestamp) else now() at time zone 'UTC' end)`,
}

// A bare varchar would cut the text after 256 bytes.
const redshiftOf = (value: string): string => `cast(${value} as varchar(65535))`

export const redshiftText: TextSql = {
  of: redshiftOf,
  length: (value) => `len(${redshiftOf(value)})`,
  bytes: (value) => `octet_length(${redshiftOf(value)})`,
  matches: (value, pattern) => `${redshiftOf(value)} ~ ${pattern}`,
  isJson: (value) => `is_valid_json(${redshiftOf(value)})`,
  reads: (value, type) => `${redshiftOf(value)} ~ '${readable[type]}'`,
  isNaN: (value, dataType = "") =>
    /^\s*(double|float|real)/i.test(dataType) ? `${value} = cast('NaN' as double precision)` : undefined,
  columnsOf: (relation) => {
    const [name = "", schema] = relation.replaceAll('"', "").split(".").reverse()
    const inSchema = schema === undefined ? "" : ` and table_schema = '${schema}'`
    return `select column_name, data_type, ordinal_position from svv_columns where table_name = '${name}'${inSchema}`
  },
  age: (moment) => `datediff(second, cast(${moment} as timestamp), getdate())`,
}

const postgresOf = (value: string): string => `cast(${value} as text)`

export const postgresText: TextSql = {
  of: postgresOf,
  length: (value) => `char_length(${postgresOf(value)})`,
  bytes: (value) => `octet_length(${postgresOf(value)})`,
  matches: (value, pattern) => `${postgresOf(value)} ~ ${pattern}`,
  isJson: (value) => `(${postgresOf(value)} is json)`,
  reads: (value, type) => `${postgresOf(value)} ~ '${readable[type]}'`,
  isNaN: redshiftText.isNaN,
  columnsOf: (relation) => {
    const [name = "", schema] = relation.replaceAll('"', "").split(".").reverse()
    const inSchema = schema === undefined ? "" : ` and table_schema = '${schema}'`
    return `select lower(column_name) as column_name, data_type, ordinal_position from information_schema.columns where table_name = '${name}'${inSchema}`
  },
  age: (moment) => `extract(epoch from now()) - extract(epoch from ${moment})`,
}

const readable = {
  integer: "^ *[-+]?[0-9]+ *$",
  decimal: "^ *[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)? *$",
  date: "^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$",
  timestamp: "^ *[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)? *$",
  boolean: "^ *([tTfF]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[01]) *$",
} as const
