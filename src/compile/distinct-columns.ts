import { LuxError, type Place } from "../errors.ts"
import { type NamesInText, namesInText } from "../sql/distinct-names.ts"
import type { SqlDialect } from "../sql/types.ts"
import type { ExecutableSql } from "./to-executable.ts"
import type { Ephemeral } from "./with-ephemerals.ts"

/** Throws LUX-1319 where a query's text shows a duplicate column. Says whether the text shows all names. */
export function checkColumnNames(
  { sql, placeAt }: Pick<ExecutableSql, "sql" | "placeAt">,
  dialect: SqlDialect,
): "distinct" | "unknown" {
  return thrown(namesInText(sql, dialect), placeAt)
}

const found = new WeakMap<Ephemeral["model"], { readonly sql: string; readonly names: NamesInText }>()

/** The same of an ephemeral model, which many read. */
export function checkEphemeralNames({ model, sql }: Ephemeral, dialect: SqlDialect): "distinct" | "unknown" {
  const known = found.get(model)
  const names = known?.sql === sql.sql ? known.names : namesInText(sql.sql, dialect)
  found.set(model, { sql: sql.sql, names })
  return thrown(names, sql.placeAt)
}

function thrown(names: NamesInText, placeAt: ExecutableSql["placeAt"]): "distinct" | "unknown" {
  if (names === "distinct" || names === "unknown") return names
  throw twice(names.twice, placeAt(names.offset))
}

/** LUX-1319 where the warehouse has said so: at the query's first word. */
export function columnTwice(
  name: string,
  { sql, placeAt }: Pick<ExecutableSql, "sql" | "placeAt">,
  cause?: unknown,
): LuxError {
  return twice(`two columns are named "${name}"`, placeAt(Math.max(0, sql.search(/\S/))), cause)
}

function twice(message: string, place: Place, cause?: unknown): LuxError {
  return new LuxError("LUX-1319", message, {
    place,
    cause,
    hint: 'Give one of them another name with "as". Instead of a star over a join, name the columns.',
  })
}
