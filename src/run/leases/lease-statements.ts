import type { Relation } from "../../sql/relation.ts"
import type { LeaseStatements, WarehouseStatements } from "../../warehouse/statements.ts"

/** What is leased as one: a node, or the nodes that are published together. */
export interface Unit {
  /** Unique ids of its nodes. */
  readonly ids: readonly string[]
  readonly rows: readonly { readonly relation: string; readonly node: string }[]
}

export interface LeaseSettings {
  readonly table: Relation
  /** Invocation id. */
  readonly run: string
  readonly expirySeconds: number
}

export interface LeaseSql {
  /** Leases what is free of the units, each in whole or not at all. The second statement reads how it was before. */
  acquire(options: {
    readonly units: readonly Unit[]
    /** Relations that are no longer needed. */
    readonly released: readonly string[]
    /** Runs whose leases may be taken over once they have expired. */
    readonly over: readonly string[]
    /** True: reads also what others have, and which lease is the newest. */
    readonly all: boolean
  }): readonly string[]
  /** Holds on to what the run has, but for what is no longer needed. */
  renew(released: readonly string[]): string
  /** `relation` of what the run has. */
  readonly held: string
  /** Fails where the run does not have a relation any more. */
  demand(relation: string): string
}

/** The statements about leases, by the warehouse's clock. */
export function leaseSql(
  { now, literal }: Pick<WarehouseStatements, "now" | "literal">,
  { lock, demand }: LeaseStatements,
  { table, run, expirySeconds }: LeaseSettings,
): LeaseSql {
  const own = `run = ${literal(run)} and released_at is null`
  const until = `${now()} + interval '${expirySeconds} seconds'`
  const renew = (released: readonly string[]): string => `update ${table} set
  expires_at = ${until},
  released_at = ${released.length === 0 ? "null" : `case when relation in (${list(released)}) then ${now()} end`}
where ${own}`

  return {
    renew,
    held: `select relation from ${table} where ${own}`,
    demand: (relation) => demand(table, `${own} and relation = ${literal(relation)}`),
    acquire({ units, released, over, all }) {
      const free = [
        "released_at is not null",
        ...(over.length === 0 ? [] : [`(expires_at < ${now()} and run in (${list(over)}))`]),
      ].join(" or ")
      const alone = units.filter(({ rows }) => rows.length === 1).flatMap(({ rows }) => rows)
      const together = units.filter(({ rows }) => rows.length > 1)
      const wanted = units.flatMap(({ rows }) => rows.map(({ relation }) => relation))
      const which = [
        ...(wanted.length === 0 ? [] : [`relation in (${list(wanted)})`]),
        ...(all ? ["released_at is null", `seq = (select max(seq) from ${table})`] : []),
      ]
      return [
        lock(table),
        `select
  relation,
  run,
  seq,
  cast(acquired_at as varchar(30)) as since,
  case when expires_at < ${now()} then 1 else 0 end as expired,
  case when released_at is null then 0 else 1 end as released
from ${table}
where ${which.join(" or ")}`,
        ...(released.length === 0 ? [] : [renew(released)]),
        ...(alone.length === 0 ? [] : take(alone, free, "relation")),
        ...together.flatMap(({ rows }) => take(rows, free, "whole")),
      ]
    },
  }

  /** Of a whole nothing is taken where another has a part of it. */
  function take(rows: Unit["rows"], free: string, by: "relation" | "whole"): readonly string[] {
    const relations = list(rows.map(({ relation }) => relation))
    const others = `select relation from ${table} where relation in (${relations})`
    const first = `  select ${text(rows[0]?.relation)} as relation, ${text(rows[0]?.node)} as node`
    const rest = rows
      .slice(1)
      .map(({ relation, node }) => `  union all select ${text(relation)}, ${text(node)}`)
    return [
      `delete from ${table}
where relation in (${relations})
  and (${free})${by === "whole" ? `\n  and not exists (${others} and not (${free}))` : ""}`,
      `insert into ${table} (relation, node, run, seq, acquired_at, expires_at)
select
  wanted.relation,
  wanted.node,
  ${literal(run)},
  (select coalesce(max(seq), 0) + 1 from ${table}),
  ${now()},
  ${until}
from (
${[first, ...rest].join("\n")}
) as wanted
where ${by === "whole" ? `not exists (${others})` : `wanted.relation not in (${others})`}`,
    ]
  }

  function list(texts: readonly string[]): string {
    return texts.map(literal).join(", ")
  }

  /** A literal by itself has no type. */
  function text(value = ""): string {
    return `cast(${literal(value)} as varchar(1000))`
  }
}
