import { checked, immutable, type PostgresFunctions } from "./function-text.ts"

export const momentFunctions: PostgresFunctions = {
  // A day that the month does not have goes on into the next one.
  rolled_date: {
    sql: [
      checked(
        "rolled_date(text, text, integer, integer, integer)",
        "date",
        `declare
    found text[] := regexp_match($1, $2);
  begin
    if $1 is null then return null; end if;
    if found is null or found[$5]::integer not between 1 and 31 then
      raise exception '"%" does not fit the format of to_date', $1 using errcode = 'invalid_datetime_format';
    end if;
    return make_date(found[$3]::integer, found[$4]::integer, 1) + (found[$5]::integer - 1);
  end`,
      ),
    ],
  },
  date_trunc: {
    sql: [
      immutable("date_trunc(text, date)", "timestamp", "select date_trunc($1, cast($2 as timestamp))"),
      immutable("date_trunc(text, timestamp)", "timestamp", "select date_trunc($1, $2)"),
      immutable("date_trunc(text, timestamptz)", "timestamptz", "select date_trunc($1, $2, 'UTC')"),
    ],
  },
  datediff: {
    sql: [
      immutable(
        "datediff(text, timestamp, timestamp)",
        "bigint",
        `select cast(case $1
    when 'year' then extract(year from $3) - extract(year from $2)
    when 'quarter' then extract(year from $3) * 4 + extract(quarter from $3) - extract(year from $2) * 4 - extract(quarter from $2)
    when 'month' then extract(year from $3) * 12 + extract(month from $3) - extract(year from $2) * 12 - extract(month from $2)
    when 'decade' then floor(extract(year from $3) / 10) - floor(extract(year from $2) / 10)
    when 'century' then extract(century from $3) - extract(century from $2)
    when 'millennium' then extract(millennium from $3) - extract(millennium from $2)
    when 'week' then floor((cast($3 as date) - date '1970-01-04') / 7.0) - floor((cast($2 as date) - date '1970-01-04') / 7.0)
    when 'day' then cast($3 as date) - cast($2 as date)
    when 'hour' then extract(epoch from date_trunc('hour', $3) - date_trunc('hour', $2)) / 3600
    when 'minute' then extract(epoch from date_trunc('minute', $3) - date_trunc('minute', $2)) / 60
    when 'second' then extract(epoch from date_trunc('second', $3) - date_trunc('second', $2))
    when 'millisecond' then extract(epoch from date_trunc('milliseconds', $3) - date_trunc('milliseconds', $2)) * 1000
    when 'microsecond' then extract(epoch from $3 - $2) * 1000000 end as bigint)`,
      ),
    ],
  },
  add_years: {
    sql: ["timestamp", "timestamptz"].map((type) =>
      immutable(
        `add_years(${type}, integer)`,
        type,
        `select case when extract(month from $1) = 2 and extract(day from $1) = 29
    then $1 - interval '1 day' + make_interval(years => $2) + interval '1 day' else $1 + make_interval(years => $2) end`,
      ),
    ),
  },
  last_day: {
    sql: [
      immutable(
        "last_day(timestamp)",
        "date",
        "select cast(date_trunc('month', $1) + interval '1 month - 1 day' as date)",
      ),
    ],
  },
  add_months: {
    uses: ["last_day"],
    sql: [
      immutable(
        "add_months(timestamp, integer)",
        "timestamp",
        `select case
    when cast($1 as date) = _lux.last_day($1)
      then _lux.last_day(date_trunc('month', $1) + make_interval(months => $2)) + ($1 - date_trunc('day', $1))
    else $1 + make_interval(months => $2) end`,
      ),
    ],
  },
  // Whole months between equal days of the month or two last days, else with a fraction of 31 days.
  months_between: {
    uses: ["last_day"],
    sql: [
      immutable(
        "months_between(timestamp, timestamp)",
        "double precision",
        `select cast((extract(year from $1) - extract(year from $2)) * 12 + extract(month from $1) - extract(month from $2) + case
    when extract(day from $1) = extract(day from $2) then 0
    when cast($1 as date) = _lux.last_day($1) and cast($2 as date) = _lux.last_day($2) then 0
    else (extract(day from $1) - extract(day from $2)
      + extract(epoch from ($1 - date_trunc('day', $1)) - ($2 - date_trunc('day', $2))) / 86400.0) / 31.0 end as double precision)`,
      ),
    ],
  },
  next_day: {
    sql: [
      immutable(
        "next_day(date, integer)",
        "date",
        "select $1 + cast((($2 - extract(dow from $1) + 6) % 7) + 1 as integer)",
      ),
    ],
  },
}
