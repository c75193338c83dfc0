import { checked, immutable, type PostgresFunctions, wholeNumbers } from "./function-text.ts"

function wider(left: string, right: string): string {
  return wholeNumbers[Math.max(wholeNumbers.indexOf(left), wholeNumbers.indexOf(right))] ?? left
}

/** Digits of whole numbers next to a decimal. */
const digits = [
  ["smallint", "5"],
  ["integer", "10"],
  ["bigint", "19"],
] as const

/** A decimal by a whole number, or the other way round, cut off where Redshift cuts it: docs/reference/sql-dialect.md. */
function quotientBeside(precision: string, scale: string, precision2: string, scale2: string): string {
  return `select round(div($1 * cast('1e' || s as numeric), $2) * cast('1e-' || s as numeric), s)
    from (select case when ${precision} - ${scale} + ${scale2} + whole <= 38 then whole
      else greatest(38 - ${precision} + ${scale} - ${scale2}, 4) end as s
      from (select greatest(4, ${scale} + ${precision2} - ${scale2} + 1) as whole) as longest) as cut_off`
}

const untypedQuotient =
  "the digits of this quotient depend on types that are not known: cast what is divided to a decimal, or promise the types in a contract"

/** Nothing can be done with a result of no type, so that Postgres refuses the statement before it runs, or the view that it makes. */
const notKnown = `begin
    raise exception '${untypedQuotient}' using errcode = 'feature_not_supported';
  end`

/** What is meant where Postgres finds no use for the result of such a quotient, and where that is in the SQL. */
export function refusedQuotient(
  message: string,
  sql: string,
): { readonly message: string; readonly position: number } | undefined {
  const position = /\bvoid\b/.test(message)
    ? sql.search(/\b\w+\.(?:untyped_quotient|quotient_by_untyped|untyped_by_quotient)\(/)
    : -1
  return position === -1 ? undefined : { message: untypedQuotient, position }
}

export const numberFunctions: PostgresFunctions = {
  cbrt: {
    sql: [
      immutable(
        "cbrt(double precision)",
        "double precision",
        "select case when power(round(cbrt($1)), 3) = $1 then round(cbrt($1)) else cbrt($1) end",
      ),
    ],
  },
  // A quotient of decimals, cut off at a place.
  quotient: {
    sql: [
      immutable(
        "quotient(numeric, numeric, integer)",
        "numeric",
        "select round(div($1 * cast('1e' || $3 as numeric), $2) * cast('1e-' || $3 as numeric), $3)",
      ),
    ],
  },
  // Values do not know the precision of their type, on which the scale of a quotient depends.
  untyped_quotient: {
    sql: [
      ...wholeNumbers.flatMap((left) =>
        wholeNumbers.map((right) =>
          immutable(`untyped_quotient(${left}, ${right})`, wider(left, right), "select $1 / $2"),
        ),
      ),
      immutable("untyped_quotient(double precision, double precision)", "double precision", "select $1 / $2"),
      checked("untyped_quotient(numeric, numeric)", "void", notKnown),
    ],
  },
  // A decimal of a known precision and scale by a number whose type only Postgres knows.
  quotient_by_untyped: {
    sql: [
      ...digits.map(([right, precision]) =>
        immutable(
          `quotient_by_untyped(numeric, ${right}, integer, integer)`,
          "numeric",
          quotientBeside("$3", "$4", precision, "0"),
        ),
      ),
      immutable(
        "quotient_by_untyped(numeric, double precision, integer, integer)",
        "double precision",
        "select $1 / $2",
      ),
      checked("quotient_by_untyped(numeric, numeric, integer, integer)", "void", notKnown),
    ],
  },
  // The other way round.
  untyped_by_quotient: {
    sql: [
      ...digits.map(([left, precision]) =>
        immutable(
          `untyped_by_quotient(${left}, numeric, integer, integer)`,
          "numeric",
          quotientBeside(precision, "0", "$3", "$4"),
        ),
      ),
      immutable(
        "untyped_by_quotient(double precision, numeric, integer, integer)",
        "double precision",
        "select $1 / $2",
      ),
      checked("untyped_by_quotient(numeric, numeric, integer, integer)", "void", notKnown),
    ],
  },
  // A half goes away from zero.
  round: {
    sql: [
      ...wholeNumbers.map((type) => immutable(`round(${type})`, type, "select $1")),
      ...wholeNumbers.map((type) =>
        immutable(`round(${type}, integer)`, "numeric", "select round(cast($1 as numeric), $2)"),
      ),
      immutable("round(numeric)", "numeric", "select round($1)"),
      immutable("round(numeric, integer)", "numeric", "select round($1, least($2, scale($1)))"),
      immutable(
        "round(double precision)",
        "double precision",
        "select cast(round(cast($1 as numeric)) as double precision)",
      ),
      immutable(
        "round(double precision, integer)",
        "double precision",
        "select cast(round(cast($1 as numeric), $2) as double precision)",
      ),
    ],
  },
  trunc: {
    sql: [
      ...wholeNumbers.map((type) => immutable(`trunc(${type})`, type, "select $1")),
      ...wholeNumbers.map((type) =>
        immutable(`trunc(${type}, integer)`, "numeric", "select trunc(cast($1 as numeric), $2)"),
      ),
      immutable("trunc(numeric)", "numeric", "select trunc($1)"),
      immutable("trunc(numeric, integer)", "numeric", "select trunc($1, least($2, scale($1)))"),
      immutable("trunc(double precision)", "double precision", "select trunc($1)"),
      immutable(
        "trunc(double precision, integer)",
        "double precision",
        "select cast(trunc(cast($1 as numeric), $2) as double precision)",
      ),
      immutable("trunc(date)", "date", "select $1"),
      immutable("trunc(timestamp)", "date", "select cast($1 as date)"),
    ],
  },
  compare: {
    sql: [
      immutable(
        "compare(anycompatible, anycompatible)",
        "integer",
        "select case when $1 > $2 then 1 when $1 < $2 then -1 when $1 = $2 then 0 end",
      ),
    ],
  },
  // Postgres writes signs for digits that there is no room for.
  to_char_number: {
    sql: [
      checked(
        "to_char_number(numeric, text)",
        "text",
        `declare written text := to_char($1, $2);
  begin
    if strpos(written, '#') > 0 then
      raise exception 'the number has more digits than the format of to_char' using errcode = 'numeric_value_out_of_range';
    end if;
    return written;
  end`,
      ),
    ],
  },
  to_number: {
    sql: [
      checked(
        "to_number(text, integer, integer)",
        "numeric",
        `declare given text := btrim(replace($1, ',', ''));
  begin
    if $1 is null then return null; end if;
    if given ~ format('^[0-9]{1,%s}(\\.[0-9]{0,%s})?[+-]$', $2, $3) then
      given := right(given, 1) || left(given, -1);
    elsif given !~ format('^[+-]?[0-9]{1,%s}(\\.[0-9]{0,%s})?$', $2, $3) then
      raise exception '"%" does not fit the format of to_number', $1 using errcode = 'invalid_text_representation';
    end if;
    return cast(given as numeric);
  end`,
      ),
    ],
  },
}
