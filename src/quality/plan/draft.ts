import { type Cell, type CheckPlan, type PlannedCheck, type PlannedQuery, queriesOf } from "./check-plan.ts"

/** A query that grows while the checks are gone through. */
export interface QueryDraft {
  readonly index: number
  /** How many parts it has. */
  readonly size: number
  /** Adds a part unless it is there, and tells its number. */
  add(part: string): number
}

export interface PlanDraft {
  /** The query of that key; `write` is asked for its text in the end, when all parts are in. */
  query(key: string, write: (parts: readonly string[], checks: number) => PlannedQuery): QueryDraft
  finish(checks: readonly PlannedCheck[]): CheckPlan
}

export function draftPlan(): PlanDraft {
  const drafts = new Map<string, { readonly draft: QueryDraft; write(checks: number): PlannedQuery }>()
  return {
    query(key, write) {
      const known = drafts.get(key)
      if (known !== undefined) return known.draft
      const parts: string[] = []
      const draft: QueryDraft = {
        index: drafts.size,
        get size() {
          return parts.length
        },
        add(part) {
          const there = parts.indexOf(part)
          return there === -1 ? parts.push(part) - 1 : there
        },
      }
      drafts.set(key, { draft, write: (checks) => write(parts, checks) })
      return draft
    },
    finish: (checks) => ({
      queries: [...drafts.values()].map(({ draft, write }) =>
        write(checks.filter((check) => queriesOf(check).has(draft.index)).length),
      ),
      checks,
    }),
  }
}

/** The cell of a numbered column. */
export function columnCell(draft: QueryDraft, column: number): Cell {
  return { query: draft.index, column: `c${column}` }
}
