/** What those write instead who know names from dbt's Jinja that templates here do not have. */

const noQueries =
  "Templates never ask the warehouse: what differs there belongs into the SQL, or into a variable."
const noPackages =
  "dbt's packages are Jinja. There are star and columns; the dialect is translated; macros of your own go into macros/."
const noFlags = "Flags are not seen by templates: pass what differs with --vars."

const names: Readonly<Record<string, string>> = {
  env_var: 'Write {{env "NAME" default}}.',
  schema: "Write {{target.schema}}.",
  database: "There is one database: the target's. A relation is named with ref or source.",
  model: "The relation that is built is {{self}}, with self.schema and self.name.",
  node: "The relation that is built is {{self}}, with self.schema and self.name.",
  run_query: noQueries,
  statement: noQueries,
  load_result: noQueries,
  execute: noQueries,
  adapter: noQueries,
  api: noQueries,
  graph: noQueries,
  flags: noFlags,
  invocation_args_dict: noFlags,
  exceptions: 'Write {{error "message"}}.',
  log: 'Nothing is printed while a template is rendered; {{error "message"}} stops with a message.',
  print: 'Nothing is printed while a template is rendered; {{error "message"}} stops with a message.',
  return:
    "A macro gives what stands between {{#macro ...}} and {{/macro}}; one that computes is written in JavaScript.",
  set: 'Write {{#let name="value"}} ... {{/let}}.',
  loop: "Inside {{#each}} write @number (from 1), @index (from 0), @first, @last; @../number for the loop around.",
  modules: "What computes is a macro in JavaScript: export function name(context, ...).",
  fromjson: "What computes is a macro in JavaScript: export function name(context, ...).",
  tojson: "What computes is a macro in JavaScript: export function name(context, ...).",
  fromyaml: "What computes is a macro in JavaScript: export function name(context, ...).",
  toyaml: "What computes is a macro in JavaScript: export function name(context, ...).",
  builtins: 'Write {{ref "name"}}, {{source "source" "table"}}: they cannot be replaced.',
  doc: "It stands in descriptions in YAML: description: '{{doc \"name\"}}'.",
  dbt: noPackages,
  dbt_utils: noPackages,
  dbt_date: noPackages,
  dbt_expectations: noPackages,
  codegen: noPackages,
  dbt_version: "lux's version is printed by `lux --version`.",
  local_md5: "Write md5(...) in the SQL, or a macro in JavaScript.",
  as_number: "Numbers in YAML are numbers; a text becomes one in a macro in JavaScript.",
  as_bool: "true and false in YAML are not texts: compare with {{#if (eq value true)}}.",
  zip: "What computes is a macro in JavaScript: export function name(context, ...).",
}

/** `name` may be dotted: `dbt_utils.star`. */
export function insteadOfName(name: string): string | undefined {
  const first = name.split(".", 1)[0] ?? name
  return Object.hasOwn(names, first) ? names[first] : undefined
}
