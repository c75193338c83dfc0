import { describe, expect, it } from "vitest"
import { LuxError, LuxErrors } from "../errors.ts"
import { loadGraph } from "./loaded-graph.testkit.ts"
import { versionWarnings } from "./version-warnings.ts"

type Files = Readonly<Record<string, string>>

const versions: Files = {
  "models/a_v1.sql": "select 1 as id",
  "models/a_v2.sql": "select 1 as id",
  "models/a_v3.sql": "select 1 as id",
  "models/plain.sql": "select 1 as id",
  "models/p.yml": `models:
  - name: a
    latest_version: 2
    versions: [{v: 1, deprecation_date: 2024-06-01}, {v: 2}, {v: 3}]
`,
}

async function graphOf(files: Files) {
  const { graph, remove } = await loadGraph(files)
  remove()
  return graph
}

async function refusal(files: Files): Promise<readonly string[]> {
  try {
    await graphOf(files)
    return []
  } catch (error) {
    const all = error instanceof LuxErrors ? error.errors : [error]
    return all.map((each) =>
      each instanceof LuxError
        ? `${each.code} ${each.place?.file}:${each.place?.line}:${each.place?.column} ${each.message} | ${each.hint}`
        : String(each),
    )
  }
}

describe("a ref to a model with versions", () => {
  it.each([
    ["{{ref 'a'}}", "model.p.a.v2"],
    ["{{ref 'a' v=1}}", "model.p.a.v1"],
    ["{{ref 'a' version='3'}}", "model.p.a.v3"],
    ["{{ref 'p' 'a' v=3}}", "model.p.a.v3"],
    ["{{ref 'a' v='latest'}}", "model.p.a.v2"],
    ["{{#if (is_incremental)}}{{ref 'a' v=1}}{{/if}}", "model.p.a.v1"],
    ["{{of}}", "model.p.a.v3"],
  ])("%s is %s", async (ref, expected) => {
    const graph = await graphOf({
      ...versions,
      "models/x.sql": `select * from ${ref}`,
      "macros/of.sql": '{{#macro "of"}}{{ref "a" v=3}}{{/macro}}',
    })
    expect(graph.nodes.get("model.p.x")?.dependsOn).toEqual([expected])
  })

  it("may stand in YAML", async () => {
    const graph = await graphOf({
      ...versions,
      "models/q.yml": `models:
  - name: plain
    contract: enforced
    columns:
      - name: id
        data_type: integer
        constraints: [{type: foreign_key, to: "ref('a', v=3)", to_columns: [id]}]
        data_tests: [{relationships: {to: "ref('a', v=1)", field: id}}]
exposures:
  - {name: e, type: ml, owner: {name: o}, depends_on: ["ref('a')", "{{ref 'a' v=3}}"]}
`,
    })
    const reads = [...graph.nodes].map(([id, { dependsOn }]) => [
      id.replace(/\.[0-9a-f]{10}$/, ""),
      dependsOn,
    ])
    expect(Object.fromEntries(reads)).toMatchObject({
      "model.p.plain": ["model.p.a.v3"],
      "test.p.relationships_plain_id__id__ref_a_v_1_": ["model.p.a.v1", "model.p.plain"],
      "exposure.p.e": ["model.p.a.v2", "model.p.a.v3"],
    })
  })

  it.each([
    [
      "{{ref 'a' v=4}}",
      'LUX-1208 models/x.sql:1:1 model "a" has no version 4 | There are: 1, 2, 3. Without a version the latest is read.',
    ],
    [
      "{{ref 'plain' v=1}}",
      'LUX-1208 models/x.sql:1:1 model "plain" has no version 1 | It has no versions at all: leave v out.',
    ],
    ["{{ref 'aa' v=1}}", 'LUX-1201 models/x.sql:1:1 model "aa" does not exist | Did you mean "a" or "x"?'],
    ["{{ref 'a_v1'}}", 'LUX-1201 models/x.sql:1:1 model "a_v1" does not exist | Write {{ref "a" v=1}}.'],
  ])("%s is refused", async (ref, expected) => {
    expect(await refusal({ ...versions, "models/x.sql": ref })).toEqual([expected])
  })
})

describe("warnings about versions", () => {
  const read: Files = {
    ...versions,
    "models/old.sql": "select *\nfrom {{ref 'a' v=1}}",
    "models/floats.sql": "select * from {{ref 'a'}}",
    "models/stays.sql": "select * from {{ref 'a' v=2}}",
  }
  const newer = `LUX-1222 models/floats.sql:1:15 "floats" reads "a" without a version; version 3 will be the next latest`

  it.each([
    [
      "before the day",
      "2024-05-31",
      [
        'LUX-1221 models/old.sql:2:6 "old" reads model "a" version 1, which is to be deprecated on 2024-06-01',
        newer,
      ],
    ],
    [
      "after it",
      "2024-06-02",
      [
        'LUX-1220 models/a_v1.sql:1:1 model "a" version 1 has passed its deprecation date of 2024-06-01',
        'LUX-1221 models/old.sql:2:6 "old" reads model "a" version 1, which was deprecated on 2024-06-01',
        newer,
      ],
    ],
  ])("%s", async (_, day, expected) => {
    const found = versionWarnings(await graphOf(read), new Date(day))
    expect(
      found.map(
        ({ code, place, message }) => `${code} ${place?.file}:${place?.line}:${place?.column} ${message}`,
      ),
    ).toEqual(expected)
    expect(found.at(-1)?.hint).toBe('Try it: {{ref "a" v=3}}; or stay: v=2.')
  })
})

describe("private models", () => {
  const groups: Files = {
    "models/p.yml": `groups: [{name: g, owner: {name: o}}, {name: h, owner: {name: o}}]
models:
  - {name: hidden, group: g, access: private, columns: [{name: id, data_tests: [unique]}]}
`,
    "models/hidden.sql": "select 1 as id",
  }
  const message = (reader: string) => `${reader} reads model "hidden", which is private to group "g"`

  it.each([
    ["its group", "models/x.sql", "{{config group='g'}}select * from {{ref 'hidden'}}", []],
    [
      "another group",
      "models/x.sql",
      "{{config group='h'}}select * from {{ref 'hidden'}}",
      [
        `LUX-1204 models/x.sql:1:35 ${message('model "x"')} | "x" is in group "h". Read a model that "g" shares, or ask for its access.`,
      ],
    ],
    [
      "no group",
      "tests/t.sql",
      "select * from {{ref 'hidden'}}",
      [
        `LUX-1204 tests/t.sql:1:15 ${message('test "t"')} | "t" is in no group. Put it in "g", or read a model that the group shares.`,
      ],
    ],
    ["a test of the group", "tests/t.sql", "{{config group='g'}}select * from {{ref 'hidden'}}", []],
    [
      "an exposure",
      "models/e.yml",
      "exposures: [{name: e, type: ml, owner: {name: o}, depends_on: [ref('hidden')]}]\n",
      [expect.stringContaining(`LUX-1204 models/e.yml:1:64 ${message('exposure "e"')}`)],
    ],
  ])("are read by %s", async (_, path, text, expected) => {
    expect(await refusal({ ...groups, [path]: text })).toEqual(expected)
  })
})
