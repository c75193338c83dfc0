{{! A file belongs to the hour in which its collection began. }}
{{#macro "logical_hour" "collected_at"}}date_trunc('hour', {{collected_at}}){{/macro}}

{{! Instagram's 2023-09-01T07:38:34+0000 as a UTC timestamp. It always answers in UTC; any other offset, like a missing
    time, becomes null rather than an hour that is wrong. }}
{{#macro "instagram_time" "column"}}case when {{column}} like '%+0000' then cast(replace(left({{column}}, 19), 'T', ' ') as timestamp) end{{/macro}}

{{! 0 to 23. }}
{{#macro "hour_of_day" "ts"}}cast(extract(hour from {{ts}}) as int){{/macro}}

{{! 1 (Sunday) to 7 (Saturday). }}
{{#macro "day_of_week_of" "ts"}}cast(extract(dow from {{ts}}) as int) + 1{{/macro}}

{{! Spelled out, because to_char pads names with blanks and follows the session's language. }}
{{#macro "day_name_of" "ts"}}case extract(dow from {{ts}})
    when 0 then 'Sunday'
    when 1 then 'Monday'
    when 2 then 'Tuesday'
    when 3 then 'Wednesday'
    when 4 then 'Thursday'
    when 5 then 'Friday'
    when 6 then 'Saturday'
  end{{/macro}}
