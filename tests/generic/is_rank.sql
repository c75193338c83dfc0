{{! The column ranks the rows by another: 1 and the number of rows that come before, so that it lies between 1 and the
    number of rows, equals share a rank and the next rank leaves the gap. }}
{{#test "is_rank" "model" "column_name" "of" direction="desc"}}
with by_value as (
  select {{of}} as value, count(*) as members, min({{column_name}}) as lowest_rank, max({{column_name}}) as highest_rank
  from {{model}}
  group by {{of}}
),

expected as (
  select
    value,
    lowest_rank,
    highest_rank,
    1 + coalesce(
      sum(members) over (order by value {{direction}} nulls last rows between unbounded preceding and 1 preceding), 0
    ) as expected_rank
  from by_value
)

select *
from expected
where lowest_rank is null or lowest_rank <> expected_rank or highest_rank <> expected_rank
{{/test}}
