{{! The name a brand is tagged with: its account name without the words that only tell accounts apart. }}
{{#macro "tag_name_of" "user_name"}}cast(replace(replace({{user_name}}, 'maison', ''), 'official', '') as varchar(20)){{/macro}}

{{! Brands without a name of their own go by their account name. }}
{{#macro "name_or_account" "name" "user_name"}}cast(coalesce(nullif({{name}}, ''), {{user_name}}) as varchar(100)){{/macro}}
