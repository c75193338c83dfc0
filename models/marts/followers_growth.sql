select brand.tag_name, brand_log.followers_count, brand_log.created_at
from {{ref "brand_log"}} as brand_log
join {{ref "brand"}} as brand on brand.user_id = brand_log.user_id
