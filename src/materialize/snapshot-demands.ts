import { LuxError } from "../errors.ts"
import type { Snapshot } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { distinctKeys, keysOf, severalRows } from "./duplicate-keys.ts"
import type { Demand } from "./plan.ts"

/** A key stands for one row, and by timestamp every row says when it changed: LUX-2133, LUX-2134. */
export function rowsOfOneKey(snapshot: Snapshot, query: string, statements: WarehouseStatements): Demand {
  const { strategy, uniqueKey } = snapshot.config
  const from = `(\n${query}\n)`
  const distinct = distinctKeys({
    purpose: "find keys that stand for several rows",
    from,
    keys: uniqueKey,
    statements,
    title: `snapshot "${snapshot.name}": several rows have one unique_key`,
    place: snapshot.place,
    hint: "Nothing was changed. Name the columns that tell its rows apart, or take the duplicates out.",
  })
  if (strategy.kind !== "timestamp") return distinct
  const dated = identifier(strategy.updatedAt)
  const isUndated = `count(source.${dated}) < count(*)`
  return {
    ...distinct,
    query: severalRows(from, uniqueKey, statements, `count(*) > 1\n  or ${isUndated}`),
    problem: (rows, examples) => {
      const several = rows.filter((row) => Number(row["key_rows"]) > 1)
      if (several.length > 0) return distinct.problem(several, examples)
      return new LuxError(
        "LUX-2134",
        `snapshot "${snapshot.name}": rows have no value in ${dated}: ${keysOf(rows, uniqueKey)}`,
        {
          place: snapshot.place,
          hint: "Nobody knows since when they hold. Leave them out, fill the column, or use strategy: check.",
        },
      )
    },
  }
}

/** Of what is stored, one version of a key holds now: several would multiply with every change. LUX-2133. */
export function versionsOfOneKey(
  snapshot: Snapshot,
  relation: Relation,
  open: string,
  statements: WarehouseStatements,
): Demand {
  return distinctKeys({
    purpose: "find keys of which several versions hold",
    from: `(\nselect *\nfrom ${relation} as stored\nwhere ${open}\n)`,
    keys: snapshot.config.uniqueKey,
    statements,
    title: `${relation.label} has several versions that hold now for one unique_key`,
    place: snapshot.place,
    hint: `Nothing was changed. End all but one of them: set ${snapshot.config.metaColumns.dbt_valid_to}.`,
  })
}
