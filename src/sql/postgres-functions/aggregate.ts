import { checked, immutable, type PostgresFunctions, wholeNumbers } from "./function-text.ts"

export const aggregateFunctions: PostgresFunctions = {
  // The sum keeps the scale of what was summed up.
  average: {
    sql: [
      immutable("average(bigint, bigint)", "bigint", "select $1 / nullif($2, 0)"),
      immutable(
        "average(numeric, bigint)",
        "numeric",
        "select trunc(div($1 * cast('1e' || scale($1) as numeric), nullif($2, 0)) * cast('1e-' || scale($1) as numeric), scale($1))",
      ),
      immutable("average(double precision, bigint)", "double precision", "select $1 / nullif($2, 0)"),
    ],
  },
  // A median of decimals keeps their scale, and must not lose a digit.
  median: {
    uses: ["percentile_cont"],
    sql: [
      ...wholeNumbers.map((type) =>
        immutable(
          `median(${type}[])`,
          "double precision",
          "select _lux.percentile_cont(cast($1 as double precision[]), 0.5)",
        ),
      ),
      immutable("median(double precision[])", "double precision", "select _lux.percentile_cont($1, 0.5)"),
      checked(
        "median(numeric[])",
        "numeric",
        `declare
    known numeric[];
    middle numeric;
    most integer;
  begin
    select array_agg(value order by value), max(scale(value)) into known, most from unnest($1) as value where value is not null;
    if known is null then return null; end if;
    middle := (known[(cardinality(known) + 1) / 2] + known[cardinality(known) / 2 + 1]) / 2;
    if round(middle, most) <> middle then
      raise exception 'the median lies between two decimals: cast them to a decimal of a larger scale or to float'
        using errcode = 'feature_not_supported';
    end if;
    return round(middle, most);
  end`,
      ),
    ],
  },
  percentile_cont: {
    sql: [
      immutable(
        "percentile_cont(double precision[], double precision)",
        "double precision",
        "select percentile_cont($2) within group (order by value) from unnest($1) as value",
      ),
    ],
  },
  percentile_disc: {
    sql: [
      immutable(
        "percentile_disc(anyarray, double precision)",
        "anyelement",
        "select percentile_disc($2) within group (order by value) from unnest($1) as value",
      ),
    ],
  },
  first_known: { sql: known("first", "coalesce($1, $2)") },
  last_known: { sql: known("last", "coalesce($2, $1)") },
}

/** An aggregate that keeps the first or last value that is not null. */
function known(which: string, next: string): string[] {
  return [
    immutable(`keep_${which}(anyelement, anyelement)`, "anyelement", `select ${next}`),
    `create or replace aggregate _lux.${which}_known(anyelement) (sfunc = _lux.keep_${which}, stype = anyelement, parallel = safe)`,
  ]
}
