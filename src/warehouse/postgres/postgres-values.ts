/** Postgres' texts as JavaScript's values, and its type numbers as names. */

type Parse = (text: string) => unknown

const number: Parse = Number
/** A whole number beyond 2^53 stays a text: a wrong number is worse than another type. */
const bigInteger: Parse = (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : text)
const boolean: Parse = (text) => text === "t"
const asText: Parse = (text) => text

const parsers: Readonly<Record<number, Parse>> = {
  16: boolean,
  20: bigInteger,
  21: number,
  23: number,
  26: number,
  700: number,
  701: number,
}

/** Numbers and booleans as such; decimals, dates, times, JSON and all else as Postgres writes them. */
export function parserOf(oid: number): Parse {
  return parsers[oid] ?? asText
}

const names: Readonly<Record<number, string>> = {
  16: "boolean",
  17: "bytea",
  20: "bigint",
  21: "smallint",
  23: "integer",
  25: "text",
  26: "oid",
  114: "json",
  700: "real",
  701: "double precision",
  1082: "date",
  1186: "interval",
  2950: "uuid",
  3802: "jsonb",
}

/** A type as `format_type` names it; undefined for one that the database has to be asked about. */
export function typeName(oid: number, modifier: number): string | undefined {
  switch (oid) {
    case 1042:
      return modifier < 0 ? "bpchar" : `character(${modifier - 4})`
    case 1043:
      return modifier < 0 ? "character varying" : `character varying(${modifier - 4})`
    case 1700:
      return modifier < 0
        ? "numeric"
        : `numeric(${((modifier - 4) >> 16) & 0xffff},${(modifier - 4) & 0x7ff})`
    case 1083:
      return timed("time", "without", modifier)
    case 1114:
      return timed("timestamp", "without", modifier)
    case 1184:
      return timed("timestamp", "with", modifier)
    default:
      return names[oid]
  }
}

function timed(name: string, zone: "with" | "without", modifier: number): string {
  return `${name}${modifier < 0 ? "" : `(${modifier})`} ${zone} time zone`
}
