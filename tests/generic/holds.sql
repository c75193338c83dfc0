{{! A condition that every row meets. Like a check constraint, it lets rows pass for which it is unknown. }}
{{#test "holds" "model" "column_name" expression=""}}
select *
from {{model}}
where not ({{expression}})
{{/test}}
