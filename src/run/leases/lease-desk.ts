import { WarehouseError } from "../../warehouse/errors.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { type LeaseSettings, leaseSql, type Unit } from "./lease-statements.ts"

/** What the table says of a relation. */
interface LeaseRow {
  readonly run: string
  readonly seq: number
  readonly since: string
  readonly expired: boolean
  readonly released: boolean
}

/** The table of leases, one exchange at a time. */
export interface LeaseDesk {
  /** Runs work that nothing else at this desk comes between. */
  alone<T>(work: () => Promise<T>): Promise<T>
  /** Leases what is free, and gives how it was before. With `all` also what others have. */
  acquire(wish: {
    readonly units: readonly Unit[]
    readonly released: readonly string[]
    readonly over: readonly string[]
    readonly all: boolean
  }): Promise<ReadonlyMap<string, LeaseRow>>
  /** Holds on to what the run has, and gives up what is named. */
  renew(released: readonly string[]): Promise<void>
  /** The relations that the run has. */
  held(): Promise<ReadonlySet<string>>
  demand(relation: string): string
  /** Of other runs those that nothing runs of any more. */
  gone(runs: readonly string[]): Promise<readonly string[]>
}

/** Undefined for a warehouse that one process at a time has to itself. */
export function leaseDesk(
  { statements, withSession }: Pick<Warehouse, "statements" | "withSession">,
  options: LeaseSettings,
): LeaseDesk | undefined {
  if (statements.leases === undefined) return undefined
  const { runningOf } = statements.leases
  const sql = leaseSql(statements, statements.leases, options)
  let working: Promise<unknown> = Promise.resolve()
  return {
    alone(work) {
      const done = working.then(work)
      working = done.catch(() => undefined)
      return done
    },
    async acquire(wish) {
      const { rows } = await withSession((session) => session.runReading(sql.acquire(wish), 1))
      return new Map(rows.map((row) => [String(row["relation"]), rowOf(row)]))
    },
    renew: async (released) => void (await withSession((session) => session.run(sql.renew(released)))),
    async held() {
      const { rows } = await withSession((session) => session.query(sql.held))
      return new Set(rows.map((row) => String(row["relation"])))
    },
    demand: sql.demand,
    async gone(runs) {
      if (runningOf === undefined) return runs
      const over: string[] = []
      for (const run of runs) if (!(await goesOn(runningOf(run)))) over.push(run)
      return over
    },
  }

  async function goesOn(query: string): Promise<boolean> {
    try {
      return (await withSession((session) => session.query(query))).rows.length > 0
    } catch (error) {
      // A Postgres instead of Redshift keeps no account of what runs.
      if (error instanceof WarehouseError && error.code === "LUX-2010") return false
      throw error
    }
  }
}

function rowOf(row: Readonly<Record<string, unknown>>): LeaseRow {
  return {
    run: String(row["run"]),
    seq: Number(row["seq"]),
    since: String(row["since"]).slice(0, 19),
    expired: Number(row["expired"]) === 1,
    released: Number(row["released"]) === 1,
  }
}
