import { Relation } from "../../sql/relation.ts"
import { ofOwn, type StatusScope } from "./run-queries.ts"
import { number, optionalText, type StatusQuery, text } from "./status-query.ts"

/** A check whose latest verdict is not `pass`. */
export interface RedCheck {
  readonly checkId: string
  readonly name: string
  readonly relation: string | null
  /** warn, fail or error. */
  readonly status: string
  readonly failures: number | null
  readonly observed: string | null
  readonly expected: string | null
  readonly message: string | null
  readonly failingSince: string
  readonly failuresInARow: number
}

/** Checks that are red now, those that failed longest first. Aggregates find them, so that only their rows are looked at. */
export function redChecks(scope: StatusScope): StatusQuery<RedCheck> {
  const results = new Relation(scope.schema, "check_result")
  return {
    sql: `select *
from (
  select
    check_result.*,
    row_number() over (partition by check_result.check_id order by checked_at desc, invocation_id desc) as nth,
    min(checked_at) over (partition by check_result.check_id) as failing_since,
    count(*) over (partition by check_result.check_id) as failures_in_a_row
  from ${results} as check_result
  join (
    select check_id, max(case when status = 'pass' then checked_at end) as last_passed_at
    from ${results} as check_result
    where ${isVerdict(scope)}
    group by check_id
  ) as passed on passed.check_id = check_result.check_id
  where ${isVerdict(scope)}
    and status <> 'pass'
    and (last_passed_at is null or checked_at > last_passed_at)
) as by_time
where nth = 1
order by failing_since, check_id`,
    read: (row) => ({
      checkId: text(row["check_id"]),
      name: text(row["check_name"]),
      relation: optionalText(row["relation"]),
      status: text(row["status"]),
      failures: row["failures"] === null ? null : number(row["failures"]),
      observed: optionalText(row["observed"]),
      expected: optionalText(row["expected"]),
      message: optionalText(row["message"]),
      failingSince: text(row["failing_since"]),
      failuresInARow: number(row["failures_in_a_row"]),
    }),
  }
}

/** How many checks there are with a verdict. */
export function checkCount(scope: StatusScope): StatusQuery<number> {
  return {
    sql: `select count(distinct check_id) as checks
from ${new Relation(scope.schema, "check_result")} as check_result
where ${isVerdict(scope)}`,
    read: (row) => number(row["checks"]),
  }
}

function isVerdict(scope: StatusScope): string {
  return `status in ('pass', 'warn', 'fail', 'error') and ${ofOwn(scope)}`
}
