{{! No two rows agree in all of these columns. }}
{{#test "unique_combination" "model" "columns"}}
select {{join columns ", "}}, count(*) as occurrences
from {{model}}
group by {{join columns ", "}}
having count(*) > 1
{{/test}}
