import { describe, expect, it } from "vitest"
import type { DataTest } from "../types.ts"
import { type Files, load, only, settings } from "../written-project.testkit.ts"

describe("data tests", () => {
  const on = (lines: string): Files => ({
    "models/media.sql": "select 1",
    "models/p.yml": `models:\n  - name: media\n    columns:\n      - name: media_type\n        data_tests:\n${lines}`,
  })
  const item = (text: string): Files => on(`          - ${text}\n`)
  const tested = async (files: Files): Promise<DataTest> => only(await load(files), "test")

  it.each<[written: string, name: string]>([
    ["not_null", "not_null_media_media_type"],
    ["accepted_values: {values: [IMAGE, VIDEO]}", "accepted_values_media_media_type__IMAGE__VIDEO"],
    ["accepted_values: {arguments: {values: [1]}}", "accepted_values_media_media_type__1"],
    ["relationships: {to: ref('brand'), field: id}", "relationships_media_media_type__id__ref_brand_"],
    ["{test_name: not_null, name: mine}", "mine"],
    ["not_null: {name: mine}", "mine"],
    [
      "accepted_values: {values: [a long value, another long value, a third]}",
      "accepted_values_media_media_type__a_long_value__another_long_value__a_third",
    ],
    ["accepted_values: {values: [true, 1.50, 007]}", "accepted_values_media_media_type__True__1_5__7"],
  ])("%s is named %s", async (written, name) => {
    expect((await tested(item(written))).name).toEqual(name)
  })

  it("have a short name for their file and table where the name has 64 characters or more", async () => {
    const test = await tested(item("accepted_values: {values: [a long value, another long value, a third]}"))
    expect(test.shortName).toMatch(/^accepted_values_media_[0-9a-f]{32}$/)
  })

  it("know what they are declared on, and where", async () => {
    const test = await tested(item("not_null"))
    expect(test).toMatchObject({
      path: "models/p.yml",
      place: { file: "models/p.yml", line: 6, column: 13 },
      definition: { kind: "generic", test: "not_null", attachedTo: "model.shop.media", column: "media_type" },
      storeFailures: false,
      config: {
        severity: "error",
        warnIf: "!= 0",
        errorIf: "!= 0",
        failCalc: "count(*)",
      },
    })
    expect(test.uniqueId).toMatch(/^test\.shop\.not_null_media_media_type\.[0-9a-f]{10}$/)
  })

  it.each<[written: string, expected: unknown]>([
    ["{to: ref('brand'), field: id}", { kind: "relation", relation: { kind: "ref", parts: ["brand"] } }],
    [`{to: 'ref("pkg", "brand")', field: id}`, { kind: "relation", relation: { parts: ["pkg", "brand"] } }],
    [
      `{to: '{{source "lake" "brand"}}', field: id}`,
      { relation: { kind: "source", parts: ["lake", "brand"] } },
    ],
    [`{to: '{{var "x"}}.brand', field: id}`, { kind: "template", template: { text: '{{var "x"}}.brand' } }],
    ["{to: brand, field: id}", { kind: "value", value: "brand" }],
  ])("an argument is a relation, a template or a value: %s", async (written, expected) => {
    const { definition } = await tested(item(`relationships: ${written}`))
    expect(definition.kind === "generic" && definition.arguments["to"]).toMatchObject(Object(expected))
  })

  it.each([
    "not_null: {severity: WARN, warn_if: 10, limit: 5, where: a > 1, tags: [x], store_failures: true, schema: q}",
    "not_null: {config: {severity: warn, warn_if: '10', limit: '5', where: a > 1, tags: x, store_failures: 'true', schema: q}}",
    `not_null: {severity: error, config: {severity: '{{env "S" "warn"}}', warn_if: 10, limit: 5, where: a > 1, tags: x, store_failures: true, schema: q}}`,
  ])("configuration stands next to the arguments or under config: %s", async (written) => {
    const test = await tested(item(written))
    expect(test).toMatchObject({
      tags: ["x"],
      config: {
        severity: "warn",
        warnIf: "10",
        limit: 5,
        where: "a > 1",
        storeFailuresSchema: "q",
      },
      storeFailures: true,
    })
    expect(test.definition).toMatchObject({ arguments: {} })
  })

  it("inherit from folders, of generic and singular tests alike", async () => {
    const { resources } = await load({
      ...item("not_null"),
      ...settings("tests:\n  shop:\n    +severity: warn\n    inner: {+tags: x}\n"),
      "tests/inner/t.sql": `{{config error_if=">5"}}select 1`,
      "tests/p.yml": "data_tests:\n  - {name: t, description: T, config: {limit: 3}}\n",
    })
    const [generic, singular] = resources.filter((each) => each.type === "test")
    expect(generic).toMatchObject({ config: { severity: "warn" } })
    expect(singular).toMatchObject({
      uniqueId: "test.shop.t",
      description: "T",
      tags: ["x"],
      config: { severity: "warn", errorIf: ">5", limit: 3 },
      definition: { kind: "singular" },
    })
  })

  it("of a whole model take their column as an argument", async () => {
    const files = {
      "models/a.sql": "select 1",
      "models/p.yml": "models:\n  - name: a\n    tests:\n      - unique: {column_name: a || b}\n",
    }
    expect(await tested(files)).toMatchObject({
      name: "unique_a_a_b",
      definition: { column: "a || b", arguments: {} },
    })
  })

  it("the project's generic tests go before those that every project has", async () => {
    const project = await load({
      ...item("not_null: {more: 1}"),
      "tests/generic/n.sql": '{{#test "not_null" "model" "column_name" more=0}}select 1{{/test}}',
    })
    expect(project.genericTests.get("not_null")?.place.file).toBe("tests/generic/n.sql")
    expect(project.resources.filter(({ type }) => type === "test")).toHaveLength(1)
  })
})
