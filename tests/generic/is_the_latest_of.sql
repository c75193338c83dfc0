{{! Every row is that of its key which a log saw last. }}
{{#test "is_the_latest_of" "model" "log" "by" "at"}}
with latest as (
  select {{by}}, max({{at}}) as {{at}}
  from {{log}}
  group by {{by}}
)

select now.{{by}}, now.{{at}}, latest.{{at}} as latest_{{at}}
from {{model}} as now
left join latest on latest.{{by}} = now.{{by}}
where latest.{{by}} is null or now.{{at}} <> latest.{{at}}
{{/test}}
