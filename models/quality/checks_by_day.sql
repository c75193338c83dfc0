select
  cast(checked_at as date) as checked_on,
  coalesce(relation, 'tests of several') as relation,
  severity,
  count(*) as checks,
  sum(case when status = 'pass' then 1 else 0 end) as passed,
  sum(case when status in ('fail', 'error') then 1 else 0 end) as failed
from {{source "quality" "check_result"}}
where status in ('pass', 'warn', 'fail', 'error')
group by 1, 2, 3
