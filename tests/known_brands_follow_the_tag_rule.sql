select user_name, tag_name
from {{ref "known_brands"}}
where tag_name <> {{tag_name_of "user_name"}}
