import { describe, expect, it } from "vitest"
import type { Model } from "../types.ts"
import { eachMistake, type Files, load } from "../written-project.testkit.ts"

const yaml = (text: string, ...files: string[]): Files => ({
  "models/p.yml": text,
  ...Object.fromEntries(files.map((name) => [`models/${name}.sql`, "select 1 as id"])),
})

async function models(files: Files): Promise<readonly Model[]> {
  const { resources } = await load(files)
  return resources.filter((each): each is Model => each.type === "model")
}

describe("contracts and constraints", () => {
  it.each([
    ["next to the name", "contract: enforced"],
    ["as a map", "contract: {enforced: true}"],
    ["in config", "config: {contract: {enforced: true}}"],
    ["in config, short", "config: {contract: enforced}"],
  ])("a contract is written %s", async (_, contract) => {
    const [model] = await models(
      yaml(`models:\n  - {name: a, ${contract}, columns: [{name: id, data_type: int}]}\n`, "a"),
    )
    expect(model?.config.contract).toEqual({ enforced: true, aliasTypes: true })
  })

  it("constraints are kept with what they refer to", async () => {
    const text = `models:
  - name: a
    constraints:
      - {type: foreign_key, columns: [b_id], to: "ref('b', v=2)", to_columns: [id], name: fk, warn_unsupported: false}
    columns:
      - name: b_id
        constraints: [{type: check, expression: b_id > 0}, {type: not_null}]
`
    const [model] = await models(yaml(text, "a"))
    expect(model?.constraints).toMatchObject([
      {
        type: "foreign_key",
        name: "fk",
        columns: ["b_id"],
        to: { kind: "ref", parts: ["b"], version: 2 },
        toColumns: ["id"],
        warnUnenforced: true,
        warnUnsupported: false,
      },
    ])
    expect(model?.columns[0]?.constraints).toMatchObject([
      { type: "check", columns: ["b_id"], expression: "b_id > 0" },
      { type: "not_null", columns: ["b_id"], expression: undefined },
    ])
    expect(model?.constraints[0]?.place).toMatchObject({ file: "models/p.yml", line: 4 })
  })

  eachMistake([
    [
      "a column without a type, and none at all",
      yaml(
        "models:\n  - {name: a, contract: enforced, columns: [{name: id}]}\n  - {name: b, contract: enforced}\n",
        "a",
        "b",
      ),
      'LUX-1060 models/p.yml:2:52 model "a" has a contract, but column "id" has no data_type | Every column says its name and data_type.',
      'LUX-1060 models/p.yml:3:15 model "b" has a contract, but no columns | List every column with its name and data_type in a properties file.',
    ],
    [
      "a contract of what is not a relation, or may change its columns",
      yaml(
        `models:
  - {name: a, contract: enforced, config: {materialized: ephemeral}, columns: [{name: id, data_type: int}]}
  - {name: b, contract: enforced, config: {materialized: incremental}, columns: [{name: id, data_type: int}]}
`,
        "a",
        "b",
      ),
      'LUX-1060 models/p.yml:2:15 model "a" has a contract, but is materialized as ephemeral | Only a table, a view or an incremental model can have one.',
      expect.stringContaining(
        'LUX-1060 models/p.yml:3:15 model "b" has a contract, but on_schema_change is ignore',
      ),
    ],
    [
      "constraints that say too little",
      yaml(
        `models:
  - name: a
    contract: enforced
    constraints:
      - {type: primary_key, columns: [idd]}
      - {type: check}
      - {type: unique}
      - {type: foreign_key, columns: [id], to: b, to_columns: [id]}
    columns:
      - {name: id, data_type: int, constraints: [{type: primary_key}, {type: foreign_key}]}
`,
        "a",
      ),
      "LUX-1061 models/p.yml:6:9 a check constraint needs an expression | Such as expression: id > 0.",
      "LUX-1061 models/p.yml:7:9 a unique constraint of a model needs its columns | Write columns: [id], or put it under the column.",
      "LUX-1061 models/p.yml:8:48 a foreign_key constraint refers to \"b\", which is not a relation | Write to: ref('model').",
      "LUX-1061 models/p.yml:10:71 a foreign_key constraint needs what it refers to | Write to: ref('model') and to_columns: [id], or an expression.",
    ],
    [
      "a constraint on a column that is not there, and two primary keys",
      yaml(
        `models:
  - name: a
    contract: enforced
    constraints: [{type: primary_key, columns: [idd]}]
    columns: [{name: id, data_type: int, constraints: [{type: primary_key}]}]
`,
        "a",
      ),
      'LUX-1061 models/p.yml:4:19 model "a" has no column "idd" to constrain | Did you mean "id"?',
      'LUX-1061 models/p.yml:5:56 model "a" has two primary keys | A key of several columns is one constraint of the model: columns: [a, b]. (the other one: models/p.yml:4)',
    ],
  ])
})

describe("groups and access", () => {
  it("are set on the model, in config and by folder, the nearest wins", async () => {
    const { groups, resources } = await load({
      "lux_project.yml":
        "name: shop\ntargets: {dev: {type: duckdb}}\nmodels: {shop: {+group: g, pay: {+access: public}}}\n",
      "models/pay/a.sql": "select 1 as id",
      "models/b.sql": "{{config group='h' access='private'}}select 1 as id",
      "models/p.yml": `groups:
  - {name: h, owner: {email: h@x.org, phone: 123}}
  - {name: g, owner: {name: G}, description: of g, config: {meta: {k: 1}}}
models:
  - {name: a, columns: [{name: id, data_tests: [unique]}]}
`,
    })
    expect(groups).toMatchObject([
      { uniqueId: "group.shop.g", name: "g", description: "of g", owner: { name: "G" }, meta: { k: 1 } },
      { uniqueId: "group.shop.h", owner: { name: undefined, email: "h@x.org", further: { phone: 123 } } },
    ])
    expect(resources.map((each) => [each.name, each.group, "access" in each ? each.access : "-"])).toEqual([
      ["a", "g", "public"],
      ["b", "h", "private"],
      ["unique_a_id", "g", "-"],
    ])
  })

  eachMistake([
    [
      "a group that is not declared",
      {
        ...yaml("groups: [{name: finance, owner: {name: a}}]\nmodels: [{name: a, group: finnce}]\n", "a"),
        "tests/t.sql": "{{config group='none'}}select 1",
        "seeds/s.csv": "id\n1\n",
        "seeds/s.yml": "seeds: [{name: s, group: nonsense}]\n",
      },
      'LUX-1063 models/p.yml:2:20 model "a" belongs to group "finnce", which does not exist | Did you mean "finance"?',
      'LUX-1063 seeds/s.yml:1:19 seed "s" belongs to group "nonsense", which does not exist | There are: finance.',
      'LUX-1063 tests/t.sql:1:10 test "t" belongs to group "none", which does not exist | There are: finance.',
    ],
    [
      "an owner without name or email",
      yaml("groups: [{name: g, owner: {phone: 1}}]\n"),
      'LUX-1005 models/p.yml:1:27 "owner" must be an owner with a name or an email',
    ],
    [
      "two groups of one name",
      yaml("groups: [{name: g, owner: {name: a}}, {name: g, owner: {name: b}}]\n"),
      'LUX-1052 models/p.yml:1:46 there are two groups of the name "g" | Rename one. (the other one: models/p.yml:1)',
    ],
    [
      "access that cannot be",
      {
        ...yaml("models: [{name: a, access: private}, {name: c, access: pubic}]\n", "a", "c"),
        "models/b.sql": "{{config access='public' materialized='ephemeral'}}select 1",
      },
      expect.stringContaining('LUX-1064 models/b.sql:1:10 model "b" is public, but ephemeral'),
      expect.stringContaining('LUX-1064 models/p.yml:1:20 model "a" is private, but in no group'),
      'LUX-1005 models/p.yml:1:56 "access" must be one of "private", "protected", "public" | Did you mean "public"?',
    ],
  ])
})

describe("versions", () => {
  const text = `models:
  - name: a
    description: All of it.
    access: public
    config: {tags: [t]}
    columns:
      - {name: id, data_tests: [unique]}
      - {name: old}
      - {name: kept, description: as it was}
    data_tests: [some]
    versions:
      - v: 1
        defined_in: first
        deprecation_date: 2024-01-31
      - v: 2
        description: The second.
        access: protected
        config: {alias: newest, tags: [u]}
        data_tests: []
        columns:
          - {include: all, exclude: [old]}
          - {name: kept, description: changed}
          - {name: fresh}
      - v: "3rc"
        columns: [{include: [id]}]
    latest_version: 2
`
  const some = { "tests/generic/some.sql": '{{#test "some" "model"}}select 1 from {{model}}{{/test}}' }

  it("are models of their own, each with what is said of all and of itself", async () => {
    const files = { ...some, ...yaml(text, "first", "a.v2", "a_v3rc") }
    const { resources } = await load(files)
    const found = resources.filter((each): each is Model => each.type === "model")
    expect(
      found.map((each) => ({
        id: each.uniqueId,
        path: each.path,
        fqn: each.fqn.join("."),
        version: each.version,
        latest: each.latestVersion,
        alias: each.config.alias,
        tags: each.tags,
        access: each.access,
        until: each.deprecationDate,
        description: each.description,
        columns: each.columns.map(({ name, description }) => `${name} ${description}`.trim()),
      })),
    ).toEqual([
      {
        ...{ id: "model.shop.a.v1", path: "models/first.sql", fqn: "shop.a.v1", version: 1, latest: 2 },
        ...{ alias: "a_v1", tags: ["t"], access: "public", until: "2024-01-31", description: "All of it." },
        columns: ["id", "old", "kept as it was"],
      },
      {
        ...{ id: "model.shop.a.v2", path: "models/a.v2.sql", fqn: "shop.a.v2", version: 2, latest: 2 },
        ...{ alias: "newest", tags: ["t", "u"], access: "protected", description: "The second." },
        columns: ["id", "kept changed", "fresh"],
        until: undefined,
      },
      {
        ...{
          id: "model.shop.a.v3rc",
          path: "models/a_v3rc.sql",
          fqn: "shop.a.v3rc",
          version: "3rc",
          latest: 2,
        },
        ...{ alias: "a_v3rc", tags: ["t"], access: "public", until: undefined, description: "All of it." },
        columns: ["id"],
      },
    ])
    expect(resources.flatMap(({ type, name }) => (type === "test" ? [name] : []))).toEqual([
      "some_a_v1_",
      "some_a_v3rc_",
      "unique_a_v1_id",
      "unique_a_v2_id",
      "unique_a_v3rc_id",
    ])
  })

  it.each([
    ["the highest", [1, 10, 9], 10],
    ["numbers in quotes too", ['"1"', '"10"', '"9"'], "10"],
  ])("the latest is %s where none is named", async (_, versions, latest) => {
    const list = versions.map((v) => `{v: ${v}}`).join(", ")
    const names = versions.map((v) => `a_v${String(v).replaceAll('"', "")}`)
    const found = await models(yaml(`models: [{name: a, versions: [${list}]}]\n`, ...names))
    expect(new Set(found.map((each) => each.latestVersion))).toEqual(new Set([latest]))
  })

  it("the latest may have the file of the plain name", async () => {
    const found = await models(yaml("models: [{name: a, versions: [{v: 1}, {v: 2}]}]\n", "a_v1", "a"))
    expect(found.map((each) => [each.uniqueId, each.path])).toEqual([
      ["model.shop.a.v1", "models/a_v1.sql"],
      ["model.shop.a.v2", "models/a.sql"],
    ])
  })

  eachMistake([
    [
      "without their files, twice, or with a latest one that is not there",
      yaml(
        "models: [{name: a, latest_version: 3, versions: [{v: 1}, {v: 1}, {v: 2, defined_in: x}]}]\n",
        "a_v1",
      ),
      'LUX-1062 models/p.yml:1:36 model "a" has no version 3 to be the latest | There are: 1, 1, 2.',
      'LUX-1062 models/p.yml:1:62 model "a" has two versions 1 (the other one: models/p.yml:1)',
      'LUX-1062 models/p.yml:1:85 there is no file of model "a", version 2 | Looked for x.sql. Another name is said by defined_in.',
    ],
    [
      "a file too many",
      yaml("models: [{name: a, versions: [{v: 1}]}]\n", "a_v1", "a"),
      expect.stringContaining(
        'LUX-1052 models/a_v1.sql:1:1 there are two models, seeds or snapshots of the name "a"',
      ),
    ],
    [
      "columns that are taken over but not there",
      yaml(
        "models: [{name: a, columns: [{name: id}], versions: [{v: 1, columns: [{exclude: [idd]}]}]}]\n",
        "a",
      ),
      expect.stringContaining('LUX-1062 models/p.yml:1:71 model "a" describes no column "idd"'),
    ],
    [
      "a date that is none, a latest version of nothing",
      yaml("models: [{name: a, deprecation_date: soon, latest_version: 1}]\n", "a"),
      expect.stringContaining('LUX-1005 models/p.yml:1:38 "deprecation_date" must be a date'),
      expect.stringContaining('LUX-1062 models/p.yml:1:44 model "a" has a latest_version, but no versions'),
    ],
  ])
})

describe("descriptions", () => {
  it("of macros and generic tests are kept", async () => {
    const { macroProperties } = await load({
      "macros/m.sql": '{{#macro "cents" "x"}}{{x}}{{/macro}}',
      "macros/m.yml": `macros:
  - name: cents
    description: "{{doc 'c'}}"
    docs: {show: false, node_color: "#ff0000"}
    meta: {k: 1}
    arguments: [{name: x, type: text, description: what}]
  - {name: test_unique, description: a test}
`,
      "macros/c.md": "{{#docs 'c'}}In cents.{{/docs}}",
    })
    expect(macroProperties).toMatchObject([
      {
        name: "cents",
        description: "In cents.",
        arguments: [{ name: "x", type: "text", description: "what" }],
        docs: { show: false, nodeColor: "#ff0000", sample: 0 },
        meta: { k: 1 },
        path: "macros/m.yml",
      },
      { name: "test_unique", description: "a test", docs: { show: true, nodeColor: undefined, sample: 0 } },
    ])
  })

  it("and how nodes show are inherited and merged", async () => {
    const [model] = await models({
      "lux_project.yml":
        "name: shop\ntargets: {dev: {type: duckdb}}\nmodels: {+docs: {node_color: gold}, +persist_docs: {relation: true}}\n",
      ...yaml("models: [{name: a, docs: {show: false}, config: {persist_docs: {columns: true}}}]\n", "a"),
    })
    expect(model?.config.docs).toEqual({ show: false, nodeColor: "gold", sample: 0 })
    expect(model?.config.persistDocs).toEqual({ relation: true, columns: true })
  })
})
