import { describe, expect } from "vitest"
import { eachMistake, type Files } from "./written-project.testkit.ts"

const model: Files = { "models/a.sql": "select 1" }
const properties = (text: string): Files => ({ ...model, "models/p.yml": text })

describe("properties", () => {
  eachMistake([
    [
      "unknown keys, each with the nearest known one",
      properties("model:\n  - name: a\nversion: 2\n"),
      'LUX-1004 models/p.yml:1:1 "model" is not known here | Did you mean "models" or "semantic_models"?',
    ],
    [
      "keys and values of a model",
      properties(
        "models:\n  - name: a\n    desciption: x\n    tags: {b: c}\n    columns:\n      - {name: id, typ: int}\n",
      ),
      'LUX-1004 models/p.yml:3:5 "desciption" is not known here | Did you mean "description"?',
      'LUX-1005 models/p.yml:4:11 "tags" must be a text or a list of texts',
      'LUX-1004 models/p.yml:6:20 "typ" is not known here | Did you mean "data_type"?',
    ],
    [
      "columns",
      properties(
        "models:\n  - name: a\n    columns:\n      - description: x\n      - id\n      - {name: 5}\n",
      ),
      'LUX-1005 models/p.yml:4:9 "name" is missing',
      'LUX-1005 models/p.yml:5:9 an entry of "columns" must be a map',
      'LUX-1005 models/p.yml:6:16 "name" must be a text | Put it in quotes: "5".',
    ],
    [
      "a model that does not exist",
      properties("models:\n  - name: ab\n"),
      'LUX-1051 models/p.yml:2:11 there is no model "ab" to describe | Did you mean "a"?',
    ],
    [
      "a model described twice",
      { ...properties("models:\n  - name: a\n"), "models/q.yml": "models:\n  - name: a\n" },
      'LUX-1050 models/q.yml:2:11 model "a" is described twice (the other one: models/p.yml:2)',
    ],
    [
      "seeds, singular tests and macros that do not exist",
      properties("seeds: [{name: s}]\nmacros: [{name: m}]\ndata_tests: [{name: t}]\n"),
      'LUX-1051 models/p.yml:1:16 there is no seed "s" to describe',
      'LUX-1051 models/p.yml:2:17 there is no macro "m" to describe',
      'LUX-1051 models/p.yml:3:21 there is no singular test "t" to describe',
    ],
    [
      "two models of one name, and a seed",
      { ...model, "models/x/a.sql": "select 2", "seeds/a.csv": "id\n" },
      'LUX-1052 models/x/a.sql:1:1 there are two models, seeds or snapshots of the name "a" | A ref could mean either: rename one. (the other one: models/a.sql:1)',
      'LUX-1052 seeds/a.csv:1:1 there are two models, seeds or snapshots of the name "a" | A ref could mean either: rename one. (the other one: models/x/a.sql:1)',
    ],
    [
      "two sources of one name",
      properties("sources:\n  - name: lake\n    tables: [{name: t}, {name: t}]\n"),
      'LUX-1052 models/p.yml:3:32 there are two sources of the name "lake.t" | Rename one. (the other one: models/p.yml:3)',
    ],
    [
      "a source without its files",
      properties("sources:\n  - name: lake\n    tables:\n      - {name: t, external: {path: x.json}}\n"),
      'LUX-1031 models/p.yml:4:19 source "lake.t" does not say where its files are | Set external.root, here or for the whole source: the folder that path is relative to.',
    ],
    [
      "a source's external files",
      properties(
        "sources:\n  - name: lake\n    tables:\n      - {name: t, external: {root: x, formt: json, format: xml}}\n",
      ),
      'LUX-1005 models/p.yml:4:29 "path" is missing',
      'LUX-1004 models/p.yml:4:39 "formt" is not known here | Did you mean "format"?',
      'LUX-1005 models/p.yml:4:60 "format" must be one of "json", "csv", "parquet", "avro"',
    ],
    [
      "an exposure",
      properties("exposures:\n  - {name: e, type: dashbord, owner: {name: a}, depends_on: [ref(a), a]}\n"),
      'LUX-1005 models/p.yml:2:21 "type" must be one of "dashboard", "notebook", "analysis", "ml", "application" | Did you mean "dashboard"?',
    ],
    [
      "what an exposure depends on",
      properties("exposures:\n  - {name: e, type: ml, owner: {name: a}, depends_on: [ref('a'), a]}\n"),
      "LUX-1032 models/p.yml:2:66 \"a\" is not a relation | Write ref('model') or source('source', 'table').",
    ],
    [
      "a docs block that does not exist",
      {
        ...properties(`models:\n  - name: a\n    description: '{{ doc("custmer") }}'\n`),
        "models/d.md": "{% docs customer %}x{% enddocs %}",
      },
      'LUX-1021 models/p.yml:3:19 there is no docs block "custmer" | Did you mean "customer"?',
    ],
    [
      "docs blocks twice and without an end",
      { "models/d.md": '{% docs a %}x{% enddocs %}\n{{#docs "a"}}y{{/docs}}\n{% docs b %}\n' },
      'LUX-1020 models/d.md:2:1 there are two docs blocks "a" | Rename one. (the other one: models/d.md:1)',
      'LUX-1022 models/d.md:3:1 docs block "b" has no end | Close it: {% enddocs %}.',
    ],
  ])
})

describe("configuration of a model", () => {
  eachMistake([
    [
      "in the file",
      { "models/a.sql": '{{config materialised="table"\n  tags=5 enabled="no"}}\nselect 1' },
      'LUX-1004 models/a.sql:1:10 "materialised" is not known here | Did you mean "materialized"?',
      'LUX-1005 models/a.sql:2:3 "tags" must be a text or a list of texts',
      'LUX-1005 models/a.sql:2:10 "enabled" must be true or false',
    ],
    [
      "under config:",
      properties(
        "models:\n  - name: a\n    config:\n      materialized: tabel\n      unique_keys: id\n      post-hook: {sqll: x}\n",
      ),
      'LUX-1005 models/p.yml:4:21 "materialized" must be one of "view", "table", "incremental", "materialized_view", "ephemeral", "stage" | Did you mean "table"?',
      'LUX-1004 models/p.yml:5:7 "unique_keys" is not known here | Did you mean "unique_key"?',
      'LUX-1005 models/p.yml:6:18 "post_hook" must be SQL, a map with sql and transaction, or a list of them',
    ],
    [
      "a strategy without its key",
      { "models/a.sql": '{{config materialized="incremental" incremental_strategy="merge"}}\nselect 1' },
      'LUX-1030 models/a.sql:1:37 model "a": merge needs a unique_key | Name the column or columns that tell rows apart, or use append.',
    ],
    [
      "sequence_by without a key",
      properties("models:\n  - name: a\n    config: {materialized: incremental, sequence_by: ts}\n"),
      'LUX-1030 models/p.yml:3:41 model "a": sequence_by needs a unique_key | It tells which version of a row is newer, so a row must be known by something.',
    ],
    [
      "a hook that is no template",
      properties(
        "models:\n  - name: a\n    config:\n      pre_hook:\n        - select 1\n        - |\n          select 2;\n          select {{\n",
      ),
      expect.stringMatching(/^LUX-1101 models\/p.yml:8:/),
    ],
    [
      "a hook in the file that is no template",
      { "models/a.sql": `select 1\n\n{{config pre_hook="select {{nothing" }}\n` },
      expect.stringMatching(/^LUX-1101 models\/a.sql:3:/),
    ],
    [
      "a model that is no template",
      { "models/a.sql": "select 1\n{{#if}" },
      expect.stringMatching(/^LUX-1101 models\/a.sql:2:/),
    ],
  ])
})

describe("data tests", () => {
  const tests = (...lines: string[]): Files =>
    properties(`models:\n  - name: a\n    data_tests:\n${lines.map((line) => `      - ${line}\n`).join("")}`)
  eachMistake([
    [
      "an unknown test",
      tests("uniqe: {column_name: x}"),
      'LUX-1041 models/p.yml:4:9 there is no generic test "uniqe" | Did you mean "unique"? One of your own is written in tests/generic/: {{#test "uniqe" "model" "column_name"}}...{{/test}}. Those of lux are in docs/guides/checks.md.',
    ],
    [
      "nothing near",
      tests("{}", "5", "elephant"),
      "LUX-1042 models/p.yml:4:9 a data test is a name, or one name with its arguments under it | Write - unique, or - accepted_values: with the arguments indented below it.",
      "LUX-1042 models/p.yml:5:9 a data test is a name, or one name with its arguments under it | Write - unique, or - accepted_values: with the arguments indented below it.",
      'LUX-1041 models/p.yml:6:9 there is no generic test "elephant" | One of your own is written in tests/generic/: {{#test "elephant" "model" "column_name"}}...{{/test}}. Those of lux are in docs/guides/checks.md.',
    ],
    [
      "arguments: missing, unknown, of the wrong kind",
      tests(
        "unique",
        "accepted_values: {column_name: x, value: [1]}",
        "not_null: [x]",
        "not_null: {arguments: x}",
      ),
      'LUX-1044 models/p.yml:4:9 test "unique" needs the argument "column_name" ("unique" takes column_name: built-in.sql:2)',
      'LUX-1043 models/p.yml:5:43 test "accepted_values" has no argument "value" | Did you mean "values"? ("accepted_values" takes column_name, values, quote: built-in.sql:4)',
      'LUX-1042 models/p.yml:6:19 the arguments of test "not_null" must be a map | Write each as name: value.',
      'LUX-1044 models/p.yml:7:9 test "not_null" needs the argument "column_name" ("not_null" takes column_name: built-in.sql:3)',
      'LUX-1005 models/p.yml:7:31 "arguments" must be a map',
    ],
    [
      "configuration",
      tests(
        "unique: {column_name: x, severity: bad}",
        "unique: {column_name: y, config: {sevrity: warn}}",
        "unique: {column_name: z, config: {limit: -1}}",
      ),
      'LUX-1005 models/p.yml:4:44 "severity" must be one of "error", "warn"',
      'LUX-1004 models/p.yml:5:43 "sevrity" is not known here | Did you mean "severity"?',
      'LUX-1005 models/p.yml:6:50 "limit" must be a whole number above 0',
    ],
    [
      "the same test twice",
      tests("unique: {column_name: x}", "unique: {arguments: {column_name: x}}"),
      'LUX-1052 models/p.yml:5:9 test "unique_a_x" is declared twice | Take one of them out, or give one a name of its own. (the other one: models/p.yml:4)',
    ],
    [
      "the same test twice, its arguments in another order",
      tests(
        "relationships: {column_name: x, to: b, field: c}",
        "relationships: {field: c, to: b, column_name: x}",
      ),
      'LUX-1052 models/p.yml:5:9 test "relationships_a_x__c__b" is declared twice | Take one of them out, or give one a name of its own. (the other one: models/p.yml:4)',
    ],
    [
      "tests beside data_tests",
      properties(
        "models:\n  - name: a\n    columns:\n      - name: x\n        data_tests: [unique]\n        tests: [not_null]\n",
      ),
      'LUX-1040 models/p.yml:6:9 "tests" stands next to "data_tests" | They are the same: put all under data_tests.',
    ],
    [
      "a generic test defined twice",
      {
        "tests/generic/a.sql": '{{#test "t" "model"}}select 1{{/test}}',
        "macros/a.sql": '{{#test "t" "model"}}select 2{{/test}}',
      },
      'LUX-1052 tests/generic/a.sql:1:1 there are two generic tests of the name "t" | Rename one. (the other one: macros/a.sql:1)',
    ],
    [
      "what may stand in a macro file that cannot be read is not called unknown",
      {
        ...properties("macros: [{name: m}]\nmodels:\n  - name: a\n    data_tests: [t]\n"),
        "macros/m.sql": '{{#macro "m"}}',
      },
      expect.stringMatching(/^LUX-1101 macros\/m.sql:1:/),
    ],
  ])
})
