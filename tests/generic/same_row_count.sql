{{! As many rows as another relation. }}
{{#test "same_row_count" "model" "to"}}
select here.row_count, there.row_count as expected_row_count
from (select count(*) as row_count from {{model}}) as here
cross join (select count(*) as row_count from {{to}}) as there
where here.row_count <> there.row_count
{{/test}}
