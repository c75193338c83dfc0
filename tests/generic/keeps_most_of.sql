{{! Nobody loses nine of ten followers from one hour to the next: a number that is so much smaller than a log ever had was read wrongly. }}
{{#test "keeps_most_of" "model" "column_name" "log" "by" share=0.1}}
with before as (
  select {{by}}, max({{column_name}}) as most
  from {{log}}
  group by {{by}}
)

select now.{{by}}, now.{{column_name}}, before.most
from {{model}} as now
join before on before.{{by}} = now.{{by}}
where now.{{column_name}} < before.most * {{share}}
{{/test}}
