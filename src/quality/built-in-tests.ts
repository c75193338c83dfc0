import { parseMacroFile } from "../template/macro-file.ts"
import type { GenericTest } from "../template/types.ts"

/** The generic tests that every project has, with dbt's names, arguments and meaning. */
const source = `{{#test "not_null" "model" "column_name"}}
select *
from {{model}}
where {{column_name}} is null
{{/test}}

{{#test "unique" "model" "column_name"}}
select {{column_name}} as unique_field, count(*) as n_records
from {{model}}
where {{column_name}} is not null
group by {{column_name}}
having count(*) > 1
{{/test}}

{{#test "accepted_values" "model" "column_name" "values" quote=true}}
select {{column_name}} as value_field, count(*) as n_records
from {{model}}
where {{column_name}} not in (
  {{#each values}}{{#unless @first}}, {{/unless}}{{#if quote}}{{literal this}}{{else}}{{this}}{{/if}}{{/each}}
)
group by {{column_name}}
{{/test}}

{{#test "relationships" "model" "column_name" "to" "field"}}
with child as (
  select {{column_name}} as from_field
  from {{model}}
  where {{column_name}} is not null
),
parent as (
  select {{field}} as to_field
  from {{to}}
)
select child.from_field
from child
left join parent on child.from_field = parent.to_field
where parent.to_field is null
{{/test}}
`

/** Built-in tests that judge each row by itself: on an incremental model the new rows are enough. */
const judgesRows: ReadonlySet<string> = new Set(["not_null", "accepted_values", "relationships"])

let parsed: ReadonlyMap<string, GenericTest> | undefined

/** Name -> generic test; a project's own test of the same name goes before it. */
export function builtInTests(): ReadonlyMap<string, GenericTest> {
  parsed ??= new Map(
    parseMacroFile({ path: "lux:built-in-tests.sql", text: source }).tests.map((test) => [test.name, test]),
  )
  return parsed
}

/**
 * What a check must see of an incremental model: `rows` is content with the new rows, `table` needs the whole table.
 * A test that the project defines itself is taken to need the whole table.
 */
export function scopeOf(test: GenericTest | undefined): "rows" | "table" {
  return test !== undefined && judgesRows.has(test.name) && builtInTests().get(test.name) === test
    ? "rows"
    : "table"
}
