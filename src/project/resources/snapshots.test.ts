import { describe, expect, it } from "vitest"
import { eachMistake, type Files, lineOf, load, only, settings } from "../written-project.testkit.ts"

const model: Files = { "models/a.sql": "select 1 as id" }
const snapshots = (text: string): Files => ({ ...model, "snapshots/s.yml": text })
const config = (text: string): Files =>
  snapshots(`snapshots:\n  - name: s\n    relation: ref('a')\n    config: {${text}}\n`)

describe("a snapshot", () => {
  it("is read as it is declared", async () => {
    const project = await load({
      ...settings("snapshots: {shop: {+schema: history, nightly: {+tags: [nightly]}}}\n"),
      ...model,
      "snapshots/nightly/s.yml": `snapshots:
  - name: a_history
    description: Every version.
    relation: '{{ref "a"}}'
    config:
      strategy: check
      check_cols: all
      unique_key: [id, region]
      hard_deletes: new_record
      dbt_valid_to_current: "'9999-12-31'"
      snapshot_meta_column_names: {dbt_valid_from: valid_from}
    columns: [{name: id, data_tests: [not_null]}]
`,
    })
    const snapshot = only(project, "snapshot")
    expect(snapshot).toMatchObject({
      uniqueId: "snapshot.shop.a_history",
      fqn: ["shop", "nightly", "a_history"],
      path: "snapshots/nightly/s.yml",
      description: "Every version.",
      tags: ["nightly"],
      relation: { kind: "ref", parts: ["a"] },
      config: {
        schema: "history",
        strategy: { kind: "check", columns: "all", updatedAt: undefined },
        uniqueKey: ["id", "region"],
        hardDeletes: "new_record",
        validToCurrent: "'9999-12-31'",
        metaColumns: { dbt_valid_from: "valid_from", dbt_valid_to: "dbt_valid_to" },
      },
    })
    expect(only(project, "test").definition).toMatchObject({ attachedTo: "snapshot.shop.a_history" })
  })

  it.each([
    ["invalidate_hard_deletes: true", "invalidate"],
    ["invalidate_hard_deletes: false", "ignore"],
    ["tags: [x]", "ignore"],
  ])("with %s treats missing rows: %s", async (text, hardDeletes) => {
    const project = await load(config(`strategy: timestamp, updated_at: at, unique_key: id, ${text}`))
    expect(only(project, "snapshot").config).toMatchObject({
      strategy: { kind: "timestamp", updatedAt: "at" },
      hardDeletes,
    })
  })

  it("may be declared next to models, and say its schema as it once was said", async () => {
    const text = `snapshots:
  - {name: s, relation: "source('x', 'y')", config: {target_schema: old, strategy: check, check_cols: [b], unique_key: id}}
sources: [{name: x, tables: [{name: y}]}]\n`
    const { config: read } = only(await load({ "models/m.yml": text }), "snapshot")
    expect(read).toMatchObject({ schema: "old", strategy: { kind: "check", columns: ["b"] } })
  })

  it("warns of a database of its own", async () => {
    const project = await load(config("database: d, strategy: check, check_cols: all, unique_key: id"))
    expect(project.warnings.map(lineOf)).toEqual([
      `LUX-1071 snapshots/s.yml:2:11 snapshot "s" names a database, which is not used | A snapshot lives in the target's database, like everything else: take the key out.`,
    ])
  })
})

describe("mistakes", () => {
  eachMistake([
    [
      "no strategy",
      config("unique_key: id"),
      'LUX-1070 snapshots/s.yml:2:11 snapshot "s" does not say how changes are found | Set strategy: timestamp with updated_at, or check with check_cols.',
    ],
    [
      "timestamp without updated_at",
      config("unique_key: id, strategy: timestamp"),
      'LUX-1070 snapshots/s.yml:4:30 snapshot "s" has strategy timestamp without updated_at | Set updated_at: the column.',
    ],
    [
      "check without check_cols",
      config("unique_key: id, strategy: check"),
      'LUX-1070 snapshots/s.yml:4:30 snapshot "s" has strategy check without check_cols | Set check_cols: a list of columns, or all.',
    ],
    [
      "no key",
      config("strategy: check, check_cols: all"),
      'LUX-1070 snapshots/s.yml:2:11 snapshot "s" does not say which rows are the same | Set unique_key: one column or several.',
    ],
    [
      "both keys for missing rows",
      config(
        "strategy: check, check_cols: all, unique_key: id, hard_deletes: ignore, invalidate_hard_deletes: true",
      ),
      'LUX-1070 snapshots/s.yml:4:86 snapshot "s" has invalidate_hard_deletes next to hard_deletes | hard_deletes says all: take the other out.',
    ],
    [
      "a relation that is none",
      snapshots(
        "snapshots: [{name: s, relation: a, config: {strategy: check, check_cols: all, unique_key: id}}]\n",
      ),
      `LUX-1070 snapshots/s.yml:1:33 snapshot "s": "a" is not a relation | Write ref('model') or source('source', 'table').`,
    ],
    [
      "unknown keys and values",
      config("strategy: chekc, check_colums: all, unique_key: id"),
      'LUX-1005 snapshots/s.yml:4:24 "strategy" must be one of "timestamp", "check" | Did you mean "check"?',
      'LUX-1004 snapshots/s.yml:4:31 "check_colums" is not known here | Did you mean "check_cols"?',
    ],
    [
      "a model of its name",
      {
        ...config("strategy: check, check_cols: all, unique_key: id"),
        "models/s.sql": "select 1",
      },
      'LUX-1052 snapshots/s.yml:2:11 there are two models, seeds or snapshots of the name "s" | A ref could mean either: rename one. (the other one: models/s.sql:1)',
    ],
  ])
})
