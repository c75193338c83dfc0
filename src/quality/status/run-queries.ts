import { stringLiteral } from "../../sql/identifier.ts"
import { Relation } from "../../sql/relation.ts"
import { number, optionalText, type StatusQuery, text } from "./status-query.ts"

/** Which invocations count: those of a project on a target. */
export interface StatusScope {
  readonly schema: string
  readonly project: string
  readonly target: string
  /** Costs and days are told from then on: `2023-09-02 00:15:30.123`, UTC. */
  readonly since: string
}

/** The last invocation of a command. Times are UTC, `2023-09-02 00:15:30.123`. */
export interface LastRun {
  readonly command: string
  readonly invocationId: string
  readonly selection: string | null
  readonly startedAt: string
  readonly durationSeconds: number
  /** ok, failed or cancelled. */
  readonly status: string
  readonly nodes: number
  readonly nodesFailed: number
  readonly checks: number
  readonly checksFailed: number
  /** When the command last succeeded; null where it never did. */
  readonly lastOkAt: string | null
}

/** A node whose latest attempt failed. */
export interface FailingNode {
  readonly uniqueId: string
  readonly relation: string
  readonly kind: string
  /** error, rejected or fail. */
  readonly status: string
  readonly message: string
  readonly lastFailedAt: string
  readonly failingSince: string
  readonly failuresInARow: number
}

/** What the nodes of a relation took. */
export interface NodeTime {
  readonly uniqueId: string
  readonly relation: string
  readonly runs: number
  readonly seconds: number
  /** Rows that it wrote or changed; null where no run says. */
  readonly rows: number | null
}

export interface DayOfRuns {
  /** `2023-09-02`, UTC. */
  readonly day: string
  readonly runs: number
  readonly failed: number
  readonly seconds: number
}

/** The last invocation of each command, the newest first. */
export function lastRuns(scope: StatusScope): StatusQuery<LastRun> {
  return {
    sql: `select *
from (
  select
    invocation.*,
    row_number() over (partition by command order by started_at desc, invocation_id desc) as nth,
    max(case when status = 'ok' then started_at end) over (partition by command) as last_ok_at
  from ${new Relation(scope.schema, "invocation")} as invocation
  where ${isOwn(scope)}
) as by_time
where nth = 1
order by started_at desc`,
    read: (row) => ({
      command: text(row["command"]),
      invocationId: text(row["invocation_id"]),
      selection: optionalText(row["selection"]),
      startedAt: text(row["started_at"]),
      durationSeconds: number(row["duration_seconds"]),
      status: text(row["status"]),
      nodes: number(row["nodes"]),
      nodesFailed: number(row["nodes_failed"]),
      checks: number(row["checks"]),
      checksFailed: number(row["checks_failed"]),
      lastOkAt: optionalText(row["last_ok_at"]),
    }),
  }
}

/** Nodes whose latest attempt failed, with since when. What was skipped or cancelled was not an attempt; tests are checks. */
export function failingNodes(scope: StatusScope): StatusQuery<FailingNode> {
  const results = new Relation(scope.schema, "node_result")
  const isAttempt = `status not in ('skipped', 'cancelled')
      and kind not in ('test', 'unit_test')
      and ${ofOwn(scope)}`
  return {
    sql: `select *
from (
  select
    node_result.*,
    row_number() over (partition by node_result.unique_id order by started_at desc, invocation_id desc) as nth,
    min(started_at) over (partition by node_result.unique_id) as failing_since,
    count(*) over (partition by node_result.unique_id) as failures_in_a_row
  from ${results} as node_result
  join (
    select unique_id, max(case when status in ('ok', 'warn') then started_at end) as last_ok_at
    from ${results} as node_result
    where ${isAttempt}
    group by unique_id
  ) as well on well.unique_id = node_result.unique_id
  where ${isAttempt}
      and status not in ('ok', 'warn')
      and (last_ok_at is null or started_at > last_ok_at)
) as by_time
where nth = 1
order by failing_since, unique_id`,
    read: (row) => ({
      uniqueId: text(row["unique_id"]),
      relation: text(row["relation"]),
      kind: text(row["kind"]),
      status: text(row["status"]),
      message: text(row["message"]),
      lastFailedAt: text(row["started_at"]),
      failingSince: text(row["failing_since"]),
      failuresInARow: number(row["failures_in_a_row"]),
    }),
  }
}

/** What took longest since a time. */
export function nodeTimes(scope: StatusScope): StatusQuery<NodeTime> {
  return {
    sql: `select
  unique_id,
  max(relation) as relation,
  count(*) as runs,
  sum(duration_seconds) as seconds,
  sum(cast(rows_affected as double precision)) as row_count
from ${new Relation(scope.schema, "node_result")} as node_result
where started_at >= ${stringLiteral(scope.since)}
  and status not in ('skipped', 'cancelled')
  and kind <> 'unit_test'
  and ${ofOwn(scope)}
group by unique_id
order by seconds desc, unique_id
limit 10`,
    read: (row) => ({
      uniqueId: text(row["unique_id"]),
      relation: text(row["relation"]),
      runs: number(row["runs"]),
      seconds: number(row["seconds"]),
      rows: row["row_count"] === null ? null : number(row["row_count"]),
    }),
  }
}

/** Runs by day since a time, the newest day first. */
export function daysOfRuns(scope: StatusScope): StatusQuery<DayOfRuns> {
  return {
    sql: `select
  cast(cast(started_at as date) as varchar(10)) as day,
  count(*) as runs,
  sum(case when status = 'ok' then 0 else 1 end) as failed,
  sum(duration_seconds) as seconds
from ${new Relation(scope.schema, "invocation")} as invocation
where started_at >= ${stringLiteral(scope.since)} and ${isOwn(scope)}
group by cast(started_at as date)
order by cast(started_at as date) desc`,
    read: (row) => ({
      day: text(row["day"]),
      runs: number(row["runs"]),
      failed: number(row["failed"]),
      seconds: number(row["seconds"]),
    }),
  }
}

function isOwn({ project, target }: StatusScope): string {
  return `project = ${stringLiteral(project)} and target = ${stringLiteral(target)}`
}

/** A condition on rows of an invocation that counts. */
export function ofOwn(scope: StatusScope): string {
  return `invocation_id in (select invocation_id from ${new Relation(scope.schema, "invocation")} where ${isOwn(scope)})`
}
