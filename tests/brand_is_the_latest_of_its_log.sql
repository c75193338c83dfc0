{{! A warning only: one of the two may be built without the other. }}
{{config severity="warn"}}
with latest as (
  select user_id, max(_collected_at) as _collected_at
  from {{ref "brand_log"}}
  group by user_id
)

select brand.user_id, brand._collected_at, latest._collected_at as latest_collected_at
from {{ref "brand"}} as brand
left join latest on latest.user_id = brand.user_id
where latest.user_id is null or brand._collected_at <> latest._collected_at
