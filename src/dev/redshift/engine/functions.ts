/**
 * Functions of Redshift's that Postgres has not, as far as their arguments are ordinary ones: a date part such as `day`
 * without quotes is none. https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions.html
 */
export const redshiftFunctions = `
create function pg_catalog.getdate() returns timestamp language sql stable as $$
  select date_trunc('second', statement_timestamp() at time zone current_setting('timezone'))
$$;
create function pg_catalog.len(text) returns integer language sql immutable as $$ select char_length($1) $$;
create function pg_catalog.nvl(anycompatible, anycompatible) returns anycompatible language sql immutable as $$
  select coalesce($1, $2)
$$;
create function pg_catalog.nvl(anycompatible, anycompatible, anycompatible) returns anycompatible
  language sql immutable as $$ select coalesce($1, $2, $3) $$;
create function pg_catalog.nvl2(anyelement, anycompatible, anycompatible) returns anycompatible
  language sql immutable as $$ select case when $1 is not null then $2 else $3 end $$;
create function pg_catalog.round(double precision, integer) returns double precision language sql immutable as $$
  select cast(round(cast($1 as numeric), $2) as double precision)
$$;
create function pg_catalog.add_months(timestamp, integer) returns timestamp language sql immutable as $$
  select case
    when cast($1 as date) = cast(date_trunc('month', $1) + interval '1 month - 1 day' as date)
      then date_trunc('month', $1 + make_interval(months => $2)) + interval '1 month - 1 day' + ($1 - date_trunc('day', $1))
    else $1 + make_interval(months => $2) end
$$;
create function pg_catalog.last_day(timestamp) returns date language sql immutable as $$
  select cast(date_trunc('month', $1) + interval '1 month - 1 day' as date)
$$;
create function pg_catalog.strtol(text, integer) returns bigint language plpgsql immutable as $$
declare
  digits text := lower(ltrim($1, '+-'));
  value numeric := 0;
  digit integer;
begin
  for place in 1 .. length(digits) loop
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(digits, place, 1)) - 1;
    if digit < 0 or digit >= $2 then
      raise exception 'The input % is not valid to be converted to base %', $1, $2 using errcode = 'invalid_text_representation';
    end if;
    value := value * $2 + digit;
  end loop;
  return case when $1 like '-%' then -value else value end;
end $$;
`
