/** Counts that DuckDB answers in one statement: `union all` of branches, each row with its slot. */
import type { Scope } from "../question.ts"
import type { Cell } from "./check-plan.ts"
import type { PlanDraft, QueryDraft } from "./draft.ts"
import { byItself } from "./parts.ts"
import { fromScope, scopeKey } from "./queries.ts"

export interface Stack {
  /** Rows that a condition is true of, in a `where`: blocks that hold none are skipped. */
  skipping(scope: Scope, condition: string): Cell
  /** Rows that a condition is true of, in a scan that all conditions of the scope and these columns share. */
  scanning(scope: Scope, condition: string, columns: readonly string[]): Cell
  /** All rows of a scope. */
  total(scope: Scope): Cell
  /** A query of one row with `n`, a whole number. */
  query(sql: string): Cell
  /** The same where it groups rows: only the first goes with the others, two at once would hold twice the memory. */
  grouping(sql: string): Cell
}

interface Scan {
  readonly scope: Scope
  readonly counted: { readonly slot: number; readonly condition: string }[]
}

export function stackOf(plan: PlanDraft, name: string): Stack {
  const skipping: string[] = []
  const totals: string[] = []
  const scans = new Map<string, Scan>()
  const queries: string[] = []
  const groupings: string[] = []
  let grouping: string | undefined
  const query = (): QueryDraft => plan.query(`stack ${name}`, () => ({ sql: write(), why: why() }))
  const slotOf = (part: string, add: (slot: number) => void): Cell => {
    const draft = query()
    const before = draft.size
    const slot = draft.add(part)
    if (slot === before) add(slot)
    return { query: draft.index, column: "n", slot }
  }
  const branch = (list: string[], from: string): Cell =>
    slotOf(from, (slot) => list.push(`select ${slot} as slot, count(*) as n\n${from}`))

  const counted = (list: string[], sql: string): Cell =>
    slotOf(sql, (slot) => list.push(`select ${slot} as slot, n\nfrom (\n${sql}\n) as counted`))

  function write(): string {
    const scanBranches = [...scans.values()].map(scanBranch)
    return [...skipping, ...totals, ...scanBranches, ...queries, ...groupings].join("\nunion all\n")
  }

  function why(): string {
    const scanned = [...scans.values()].reduce((sum, scan) => sum + scan.counted.length, 0)
    const parts = [
      ...several(
        skipping.length,
        "condition that skips blocks of rows",
        "conditions that skip blocks of rows",
      ),
      ...several(
        scanned,
        "condition in a scan",
        `conditions in ${scans.size === 1 ? "one scan" : `${scans.size} scans, one for each set of columns`}`,
      ),
      ...several(queries.length, "query", "queries"),
      ...several(groupings.length, "grouping of rows", "groupings of rows"),
    ]
    return parts.length === 0 ? "the number of rows" : `one statement: ${parts.join(", ")}`
  }

  return {
    skipping: (scope, condition) => branch(skipping, fromScope(scope, condition)),
    total: (scope) => branch(totals, fromScope(scope)),
    scanning(scope, condition, columns) {
      const key = `${scopeKey(scope)} ${columns.join()}`
      return slotOf(`${key} ${condition}`, (slot) => {
        const scan = scans.get(key) ?? { scope, counted: [] }
        scan.counted.push({ slot, condition })
        scans.set(key, scan)
      })
    },
    query: (sql) => counted(queries, sql),
    grouping(sql) {
      if (grouping !== undefined && grouping !== sql)
        return byItself(plan, sql, "a grouping of rows, alone: two at once hold twice the memory")
      grouping = sql
      return counted(groupings, sql)
    },
  }
}

function scanBranch({ scope, counted }: Scan): string {
  const [only] = counted
  if (only !== undefined && counted.length === 1)
    return `select ${only.slot} as slot, count_if(${only.condition}) as n\n${fromScope(scope)}`
  const slots = counted.map(({ slot }) => slot).join(", ")
  const counts = counted.map(({ condition }) => `count_if(${condition})`).join(",\n    ")
  return `select unnest([${slots}]) as slot, unnest([\n    ${counts}\n  ]) as n\n${fromScope(scope)}`
}

function several(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`]
}
