select
  cast(measured_at as date) as collected_on,
  relation,
  coalesce(column_name, 'records') as field,
  sum(case when metric = 'collected' then value else 0 end) as collected,
  sum(case when metric = 'rejected' then value else 0 end) as rejected,
  sum(case when metric = 'missing' then value else 0 end) as missing_values
from {{source "quality" "metric"}}
where source = 'collect' and metric in ('collected', 'rejected', 'missing')
group by 1, 2, 3
