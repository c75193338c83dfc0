{{! Every post in feed or reels of a known brand is there, and no other. }}
with expected as (
  select count(*) as posts
  from {{ref "media"}}
  where media_product_type in ('FEED', 'REELS')
    and user_id in (select user_id from {{ref "brand"}})
),

found as (
  select count(*) as posts
  from {{ref "brand_information"}}
)

select expected.posts as expected_posts, found.posts as found_posts
from expected
cross join found
where expected.posts <> found.posts
