import { describe, expect, it } from "vitest"
import { LuxErrors } from "../errors.ts"
import { loadGraph } from "./loaded-graph.testkit.ts"

async function dependencies(
  files: Readonly<Record<string, string>>,
  id: string,
): Promise<readonly string[] | undefined> {
  const { graph, remove } = await loadGraph(files)
  remove()
  return graph.nodes.get(id)?.dependsOn
}

async function errorsOf(files: Readonly<Record<string, string>>) {
  const error = await loadGraph(files).then(
    ({ remove }) => remove(),
    (caught: unknown) => caught,
  )
  return error instanceof LuxErrors ? error.errors : [error]
}

describe("what a node reads", () => {
  it.each([
    ["a ref by name", "select * from {{ref 'a'}}", ["model.p.a"]],
    ["a ref by package and name", "select * from {{ref 'p' 'a'}}", ["model.p.a"]],
    [
      "a seed and a source",
      "select * from {{ref 's'}}, {{source 'raw' 't'}}",
      ["seed.p.s", "source.p.raw.t"],
    ],
    [
      "both branches",
      "{{#if (is_incremental)}}{{ref 'a'}}{{else}}{{ref 'b'}}{{/if}}",
      ["model.p.a", "model.p.b"],
    ],
    ["refs inside a macro", "{{both}}", ["model.p.a", "model.p.b"]],
  ])("is found without rendering: %s", async (_, sql, expected) => {
    const files = {
      "models/a.sql": "select 1",
      "models/b.sql": "select 1",
      "models/x.sql": sql,
      "models/s.yml": "sources:\n  - {name: raw, tables: [{name: t}]}\n",
      "macros/both.sql": '{{#macro "both"}}select * from {{ref "a"}}, {{ref "b"}}{{/macro}}',
      "seeds/s.csv": "a\n1\n",
    }
    expect(await dependencies(files, "model.p.x")).toEqual(expected)
  })

  it("of a test is what it is declared on and what its arguments name", async () => {
    const { graph, remove } = await loadGraph({
      "models/a.sql": "select 1",
      "models/b.sql": "select 1",
      "models/b.yml":
        "models:\n  - name: b\n    columns:\n      - name: id\n        data_tests: [{relationships: {to: \"{{ref 'a'}}\", field: id}}]\n",
    })
    remove()
    const test = [...graph.nodes.values()].find((node) => node.resource.type === "test")
    expect(test?.dependsOn).toEqual(["model.p.a", "model.p.b"])
    expect(graph.readers.get("model.p.a")).toEqual([test?.resource.uniqueId])
    expect(graph.order.indexOf("model.p.a")).toBeLessThan(graph.order.indexOf(test?.resource.uniqueId ?? ""))
  })
})

describe("mistakes", () => {
  it.each([
    ["an unknown model", "select *\nfrom {{ref 'ordes'}}", "LUX-1201", 2, 6, 'Did you mean "orders"?'],
    [
      "an unknown package",
      "select * from {{ref 'q' 'orders'}}",
      "LUX-1201",
      1,
      15,
      '"orders" is in package "p".',
    ],
    ["an unknown source", "select * from {{source 'raw' 'tt'}}", "LUX-1202", 1, 15, 'Did you mean "raw.t"?'],
    [
      "a disabled model",
      "select * from {{ref 'off'}}",
      "LUX-1203",
      1,
      15,
      "Enable it (enabled: true), or stop reading it.",
    ],
    ["too many arguments", "select * from {{ref 'a' 'b' 'c'}}", "LUX-1205", 1, 15, undefined],
  ])("%s", async (_, sql, code, line, column, hint) => {
    const errors = await errorsOf({
      "models/orders.sql": "select 1",
      "models/off.sql": "{{config enabled=false}}select 1",
      "models/x.sql": sql,
      "models/s.yml": "sources:\n  - {name: raw, tables: [{name: t}]}\n",
    })
    expect(errors).toMatchObject([{ code, hint, place: { file: "models/x.sql", line, column } }])
  })

  it("inside a macro show the model's call and the macro's place", async () => {
    const errors = await errorsOf({
      "models/x.sql": "select 1\nfrom {{from_nowhere}}",
      "macros/m.sql": '{{#macro "from_nowhere"}}\n{{ref "nowhere"}}{{/macro}}',
    })
    expect(errors).toMatchObject([
      {
        code: "LUX-1201",
        place: { file: "models/x.sql", line: 2, column: 6 },
        related: [{ message: 'in macro "from_nowhere"', place: { file: "macros/m.sql", line: 2 } }],
      },
    ])
  })

  it("are reported together", async () => {
    const errors = await errorsOf({ "models/b.sql": "{{ref 'y'}}{{ref 'z'}}", "models/a.sql": "{{ref 'x'}}" })
    expect(errors.map((error) => (error as { message: string }).message)).toEqual([
      'model "x" does not exist',
      'model "y" does not exist',
      'model "z" does not exist',
    ])
  })

  it("a circle is shown as the path that closes it", async () => {
    const errors = await errorsOf({
      "models/a.sql": "{{ref 'b'}}",
      "models/b.sql": "{{ref 'c'}}",
      "models/c.sql": "{{ref 'a'}}",
      "models/d.sql": "{{ref 'a'}}",
    })
    expect(errors).toMatchObject([
      {
        code: "LUX-1206",
        message: "models read each other in a circle: a -> b -> c -> a",
        place: { file: "models/a.sql" },
      },
    ])
  })

  it("two of one name give both files", async () => {
    const errors = await errorsOf({ "models/one/a.sql": "select 1", "models/two/a.sql": "select 2" })
    expect(errors).toMatchObject([
      {
        code: "LUX-1052",
        place: { file: "models/two/a.sql" },
        related: [{ place: { file: "models/one/a.sql" } }],
      },
    ])
  })
})
