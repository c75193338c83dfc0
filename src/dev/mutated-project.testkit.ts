/** For tests: a small project with one of most things, and mistakes at random in it. */
import { seededRandom } from "./seeded-random.ts"

type Files = Readonly<Record<string, string>>

const good: Files = {
  "lux_project.yml": `
name: p
dialect: duckdb
targets: {dev: {type: duckdb, path: test.duckdb}}
vars: {least: 1}
on-run-start: create table if not exists main.clicks as select 1 as id, now() as at
models: {p: {marts: {+tags: [mart]}}}
`,
  "models/numbers.sql": '{{config materialized="ephemeral"}}\nselect id from {{ref "ids"}}\n',
  "models/orders.sql": `{{config materialized="incremental" unique_key="id" post_hook="analyze"}}
select id, {{twice "id"}} as doubled, {{half "id"}} as halved from {{ref "numbers"}}
{{#if (is_incremental)}}where id > (select max(id) from {{self}}){{/if}}
`,
  "models/marts/report.sql":
    "select count(*) as orders from {{ref 'orders'}} join {{source 'shop' 'clicks'}} using (id) where id >= {{var 'least'}}\n",
  "models/all.yml": `
groups:
  - {name: finance, owner: {name: Ada, chat: "#finance"}}
models:
  - name: orders
    description: '{{doc "orders"}}'
    config: {group: finance, meta: {owner: ada}, tags: [daily]}
    columns:
      - {name: id, data_type: bigint, data_tests: [unique, not_null, {positive: {config: {severity: warn}}}]}
      - name: doubled
        data_tests:
          - relationships: {to: ref('numbers'), field: id, config: {severity: warn, where: id > 0}}
          - accepted_values: {name: few_values, values: [2, 4, 6], quote: false}
sources:
  - name: shop
    schema: main
    freshness: {warn_after: {count: 12, period: hour}}
    loaded_at_field: at
    tables: [{name: clicks, columns: [{name: id}]}]
  - name: lake
    external: {root: lake}
    tables:
      - name: notes
        external: {format: json, path: "*.json", collected_at: "n_%Y-%m-%d.json"}
        columns: [{name: id, data_type: bigint}, {name: note, data_type: varchar}]
exposures:
  - {name: board, type: dashboard, owner: {email: ada@example.com}, depends_on: [ref('report')]}
unit_tests:
  - name: counts
    model: report
    given:
      - {input: ref('orders'), rows: [{id: 1}]}
      - {input: "source('shop', 'clicks')", rows: [{id: 1}]}
    expect: {rows: [{orders: 1}]}
macros:
  - {name: twice, description: Doubles., arguments: [{name: value, type: expression}]}
`,
  "models/stage/notes.sql":
    '{{config materialized="stage"}}\nselect id, note from {{source "lake" "notes"}}\n',
  "models/stage/raw_notes.sql": '{{config materialized="table"}}\nselect * from {{ref "notes"}}\n',
  "models/docs.md": '{{#docs "orders"}}Every order.{{/docs}}\n',
  "lake/n_2026-01-01.json": '{"id": 1, "note": "a"}\n{"id": 2, "note": "b"}\n',
  "macros/twice.sql": '{{#macro "twice" "value"}}{{value}} * 2{{/macro}}\n',
  "macros/half.mjs": "export function half(context, x) { return `${x} / 2` }\n",
  "selectors.yml": `
selectors:
  - {name: daily, description: Each day., definition: "2+tag:daily+"}
  - name: nightly
    definition:
      union:
        - {method: selector, value: daily}
        - intersection: [{"config.materialized": table}, "@orders"]
        - exclude: [models/marts]
`,
  "snapshots/ids.yml": `
snapshots:
  - name: id_history
    relation: ref('ids')
    config: {strategy: check, check_cols: [id], unique_key: id, hard_deletes: invalidate}
    columns: [{name: id, data_tests: [not_null]}]
`,
  "seeds/ids.csv": "id\n1\n2\n3\n",
  "tests/none_lost.sql": "select 1 as lost from {{ref 'report'}} where orders < 0\n",
  "tests/generic/positive.sql":
    '{{#test "positive" "model" "column_name"}}select * from {{model}} where {{column_name}} < 0{{/test}}\n',
}

/** What is written in the wrong place. */
const foreign =
  `null|[]|{}|''|-1|1e999|{{|}}|\u0000|\u2028|'|"|:|- |&a|*a|true|99999999999999999999|{{#if}}|{{/if}}|<<: *x|!!binary x|? |--|/*|*/|;|(|)|\t|\u{1f600}|../../x|a.b.c|%|$$|e'|__proto__|constructor|toString|.inf|2026-13-45|0x10|> |@|\`|\${|\\|[[1]]|{a: {b: c}}|ref('ids')|{{ref 'ids'}}|{{ref}}|{{source 'a'}}|{{config}}|select|from|with`.split(
    "|",
  )

/** The project with one or two mistakes that follow from the seed. */
export function mutatedProject(seed: number): { readonly files: Files; readonly changed: readonly string[] } {
  const random = seededRandom(seed)
  const files: Record<string, string> = { ...good }
  const changed: string[] = []
  const mistakes = random() < 0.5 ? 1 : 2
  for (let count = 0; count < mistakes; count++) {
    const path = picked(Object.keys(files), random)
    files[path] = mutated(files[path] ?? "", random)
    changed.push(path)
  }
  return { files, changed }
}

function mutated(text: string, random: () => number): string {
  const lines = text.split("\n")
  const line = Math.floor(random() * lines.length)
  const written = lines[line] ?? ""
  const at = Math.floor(random() * (text.length + 1))
  const words = [...text.matchAll(/[\w.'"-]+/g)]
  const withLine = (...instead: readonly string[]): string =>
    [...lines.slice(0, line), ...instead, ...lines.slice(line + 1)].join("\n")
  const withWord = (instead: string): string => {
    const word = words[Math.floor(random() * words.length)]
    return word === undefined
      ? text + instead
      : text.slice(0, word.index) + instead + text.slice(word.index + word[0].length)
  }
  switch (Math.floor(random() * 9)) {
    case 0:
      return withLine()
    case 1:
      return withLine(written, written)
    case 2:
      return text.slice(0, at)
    case 3:
      return withLine(`  ${written}`)
    case 4:
      return withLine(written.replace(/^ {1,2}/, ""))
    case 5:
      return text.slice(0, at) + picked(foreign, random) + text.slice(at)
    case 6:
      return withWord(picked(foreign, random))
    case 7:
      return withWord(words[Math.floor(random() * words.length)]?.[0] ?? "")
    default:
      return withLine(written.replace(/: .*/, `: ${picked(foreign, random)}`))
  }
}

function picked(of: readonly string[], random: () => number): string {
  return of[Math.floor(random() * of.length)] ?? ""
}
