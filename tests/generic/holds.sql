{{! A condition that every row meets. Like a check constraint, it lets rows pass for which it is unknown. }}
{{#test "holds" "model" "expression" column_name=""}}
select *
from {{model}}
where not ({{expression}})
{{/test}}
