{{! As many rows as another relation; with `of`, as many as it has rows of that kind. }}
{{#test "same_row_count" "model" "to" of="true"}}
select here.row_count, there.row_count as expected_row_count
from (select count(*) as row_count from {{model}}) as here
cross join (select count(*) as row_count from {{to}} where {{of}}) as there
where here.row_count <> there.row_count
{{/test}}
