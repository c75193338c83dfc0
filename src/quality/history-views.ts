import { Relation } from "../sql/relation.ts"

/** Views over the history, in SQL that every warehouse reads. A check that was skipped, or had too few rows, says nothing. */
export function historyViews(schema: string): Readonly<Record<string, string>> {
  const checkResult = new Relation(schema, "check_result")
  return {
    latest_check: `select *
from (
  select
    check_result.*,
    row_number() over (partition by check_id order by checked_at desc, invocation_id desc) as nth
  from ${checkResult} as check_result
  where status in ('pass', 'warn', 'fail', 'error')
) as by_time
where nth = 1`,
    failing_streak: `select
  check_id,
  max(check_name) as check_name,
  max(relation) as relation,
  min(checked_at) as failing_since,
  max(checked_at) as last_failed_at,
  count(*) as failures_in_a_row
from (
  select
    check_result.*,
    max(case when status = 'pass' then checked_at end) over (partition by check_id) as last_passed_at
  from ${checkResult} as check_result
  where status in ('pass', 'warn', 'fail', 'error')
) as with_last_pass
where status <> 'pass' and (last_passed_at is null or checked_at > last_passed_at)
group by check_id`,
    pass_rate_by_day: `select
  relation,
  cast(checked_at as date) as day,
  count(*) as checks,
  sum(case when status = 'pass' then 1 else 0 end) as passed,
  sum(case when status = 'pass' then 1 else 0 end) * 1.0e0 / count(*) as pass_rate
from ${checkResult} as check_result
where status in ('pass', 'warn', 'fail', 'error')
group by relation, cast(checked_at as date)`,
    slowest_check: `select
  check_id,
  max(check_name) as check_name,
  max(relation) as relation,
  count(*) as times,
  avg(duration_seconds) as mean_seconds,
  max(duration_seconds) as longest_seconds
from ${checkResult} as check_result
where status in ('pass', 'warn', 'fail', 'error')
group by check_id`,
  }
}
