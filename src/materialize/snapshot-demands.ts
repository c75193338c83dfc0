import { LuxError } from "../errors.ts"
import type { Snapshot } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { Demand } from "./plan.ts"

/** Enough keys to go and look. */
const shownKeys = 3

/** A key stands for one row, and by timestamp every row says when it changed: LUX-2133, LUX-2134. */
export function rowsOfOneKey(snapshot: Snapshot, query: string): Demand {
  const { strategy, uniqueKey } = snapshot.config
  const dated = strategy.kind === "timestamp" ? identifier(strategy.updatedAt) : undefined
  return {
    purpose: "find keys that stand for several rows",
    query: keysOf(
      uniqueKey,
      `(\n${query}\n) as source`,
      dated === undefined ? "count(*) > 1" : `count(*) > 1\n  or count(${dated}) < count(*)`,
    ),
    problem: (rows) => {
      const several = rows.filter((row) => Number(row["lux_rows"]) > 1)
      if (several.length > 0)
        return new LuxError(
          "LUX-2133",
          `snapshot "${snapshot.name}": several rows have one unique_key: ${keys(several, uniqueKey)}`,
          {
            place: snapshot.place,
            hint: "Nothing was changed. Name the columns that tell its rows apart, or take the duplicates out.",
          },
        )
      return new LuxError(
        "LUX-2134",
        `snapshot "${snapshot.name}": rows have no value in ${dated}: ${keys(rows, uniqueKey)}`,
        {
          place: snapshot.place,
          hint: "Nobody knows since when they hold. Leave them out, fill the column, or use strategy: check.",
        },
      )
    },
  }
}

/** Of what is stored, one version of a key holds now: several would multiply with every change. LUX-2133. */
export function versionsOfOneKey(snapshot: Snapshot, relation: Relation, open: string): Demand {
  const { uniqueKey } = snapshot.config
  return {
    purpose: "find keys of which several versions hold",
    query: keysOf(uniqueKey, `${relation} as stored\nwhere ${open}`, "count(*) > 1"),
    problem: (rows) =>
      new LuxError(
        "LUX-2133",
        `${relation.label} has several versions that hold now for one unique_key: ${keys(rows, uniqueKey)}`,
        {
          place: snapshot.place,
          hint: `Nothing was changed. End all but one of them: set ${snapshot.config.metaColumns.dbt_valid_to}.`,
        },
      ),
  }
}

function keysOf(uniqueKey: readonly string[], from: string, having: string): string {
  const list = uniqueKey.map(identifier).join(", ")
  return `select ${list}, count(*) as lux_rows\nfrom ${from}\ngroup by ${list}\nhaving ${having}\nlimit ${shownKeys}`
}

function keys(rows: readonly Readonly<Record<string, unknown>>[], uniqueKey: readonly string[]): string {
  const shown = rows.map((row) => {
    const values = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]))
    return uniqueKey.map((name) => `${name} ${String(values.get(name.toLowerCase()))}`).join(", ")
  })
  return shown.join("; ")
}
