{{! A file belongs to the hour in which its collection began: what is late came long after the hour did. }}
select
  brand.tag_name,
  cast(brand_log.created_at as date) as collected_on,
  count(distinct brand_log.created_at) as hours,
  max(datediff(second, brand_log.created_at, brand_log._collected_at)) as seconds_late
from {{ref "brand_log"}} as brand_log
join {{ref "brand"}} as brand on brand.user_id = brand_log.user_id
group by 1, 2
