/** `gate_upstream`: what a view reads waits for the view's checks. */
import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "./temporary-project.testkit.ts"

const settings = (more = "") => `dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n${more}`

/** Rows of a seed, of a table of it, of a view of both through another view and an ephemeral model. */
function project(config = "gate_upstream=true", more: Readonly<Record<string, string>> = {}) {
  return temporaryProject(
    {
      ...amounts(1),
      "models/facts.sql":
        '{{config materialized="table"}}\nselect amount, amount * 2 as twice from {{ref "amounts"}}',
      "models/light.sql": '{{config materialized="ephemeral"}}\nselect twice from {{ref "facts"}}',
      "models/lines.sql": 'select amount from {{ref "amounts"}}',
      "models/shown.sql": `{{config ${config}}}\nselect amount, (select max(twice) from {{ref "light"}}) as twice from {{ref "lines"}}`,
      "models/behind.sql": '{{config materialized="table"}}\nselect count(*) as n from {{ref "facts"}}',
      "models/all.yml":
        "models: [{name: shown, columns: [{name: twice, data_tests: [{accepted_range: {arguments: {max_value: 10}}}]}]}]\n",
      ...more,
    },
    settings(),
  )
}

const amounts = (n: number) => ({ "seeds/amounts.csv": `amount\n${n}\n` })

const live =
  "select shown.amount, shown.twice, (select max(amount) from amounts) as seed, (select max(twice) from facts) as fact from shown"

describe("a view that gates what it reads", () => {
  it("keeps bad rows of a seed and of a table from the readers of the live view", async () => {
    const shop = project()
    await shop.execute("build")
    expect(await shop.query(live)).toEqual([{ amount: "1", twice: "2", seed: "1", fact: "2" }])
    shop.write(amounts(7))
    expect(await shop.statuses("build")).toEqual({
      amounts: "skipped",
      facts: "skipped",
      lines: "skipped",
      shown: "rejected",
      behind: "skipped",
    })
    expect(await shop.query(live)).toEqual([{ amount: "1", twice: "2", seed: "1", fact: "2" }])
    expect(await shop.query("select twice from shown__rejected")).toEqual([{ twice: "14" }])
    shop.write(amounts(4))
    expect(new Set(Object.values(await shop.statuses("build")))).toEqual(new Set(["ok"]))
    expect(await shop.query(live)).toEqual([{ amount: "4", twice: "8", seed: "4", fact: "8" }])
  })

  it("without it the live view shows them, and the line says so", async () => {
    const shop = project("gate_upstream=false")
    await shop.execute("build")
    shop.write(amounts(7))
    const { nodes } = await shop.execute("build")
    const shown = nodes.find(({ uniqueId }) => uniqueId === "model.p.shown")
    expect(shown).toMatchObject({ status: "rejected" })
    expect(shown?.message).toContain(
      "the live view keeps its query, and shows what the relations that it reads hold now",
    )
    expect(await shop.query(live)).toMatchObject([{ amount: "7", twice: "14" }])
  })

  it("takes in what stands between, and is joined with a group of publish_together", async () => {
    const shop = project("gate_upstream=true", {
      // Between the table and the view: it reads one that waits, and is read by the view.
      "models/between.sql":
        '{{config materialized="table" publish_together="marts"}}\nselect max(n) as n from {{ref "behind"}}',
      "models/shown.sql":
        '{{config gate_upstream=true}}\nselect (select max(twice) from {{ref "facts"}}) as twice, n from {{ref "between"}}',
      "models/other.sql": '{{config materialized="table" publish_together="marts"}}\nselect 1 as n',
    })
    await shop.execute("build")
    shop.write(amounts(7))
    const { nodes } = await shop.execute("build")
    const skipped = nodes.filter(({ status }) => status === "skipped")
    const facts = skipped.find(({ uniqueId }) => uniqueId === "model.p.facts")
    expect(facts?.message).toContain('published together with "marts"')
    expect(skipped.map(({ uniqueId }) => uniqueId.split(".")[2]).sort()).toEqual([
      "behind",
      "between",
      "facts",
      "other",
    ])
  })

  it.each([
    ["run", {}],
    ["build", { auditFirst: false }],
  ] as const)("gates nothing in %s %j, which asks no check before", async (command, options) => {
    const shop = project()
    await shop.execute("build")
    shop.write(amounts(7))
    await shop.execute("seed")
    await shop.execute(command, options)
    expect(await shop.query(live)).toMatchObject([{ seed: "7", fact: "14" }])
  })
})

it("does what the page of materializations shows", async () => {
  const page = readFileSync(resolve(import.meta.dirname, "../../../docs/guides/materializations.md"), "utf8")
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block)
  const declared = blocks.find((block) => block.includes("gate_upstream")) ?? ""
  const shop = temporaryProject({
    ...amounts(1),
    "lux_project.yml": `name: shop\n${settings(declared)}`,
    "models/staging/lines.sql": 'select amount from {{ref "amounts"}}',
    "models/staging/all.yml":
      "models: [{name: lines, columns: [{name: amount, data_tests: [{accepted_values: {arguments: {values: [1]}}}]}]}]\n",
  })
  await shop.execute("build")
  shop.write(amounts(7))
  expect(await shop.statuses("build")).toEqual({ amounts: "skipped", lines: "rejected" })
  expect(await shop.query("select amount from amounts")).toEqual([{ amount: "1" }])
})

describe("a part of what it reads", () => {
  it("is refused where the rows go through a view that is not selected", async () => {
    const shop = project()
    await shop.execute("build")
    await expect(shop.execute("build", { select: ["amounts", "shown"] })).rejects.toMatchObject({
      code: "LUX-2305",
      message: 'view "shown" gates what it reads through view "lines", which is not selected',
    })
    expect(await shop.statuses("build", { select: ["amounts", "lines", "shown"] })).toMatchObject({
      amounts: "ok",
      lines: "ok",
      shown: "ok",
    })
  })

  it("is warned of where the view itself is not selected, and there", async () => {
    const shop = project()
    const warned = async () => {
      const codes: string[] = []
      await shop.execute("build", {
        select: ["amounts"],
        onEvent: (event) => void (event.type === "warning" && codes.push(event.error.code)),
      })
      return codes
    }
    expect(await warned()).toEqual([])
    await shop.execute("build")
    expect(await warned()).toEqual(["LUX-2306"])
  })
})

describe("is refused while the project is read", () => {
  it.each([
    ["incremental", '{{config materialized="incremental"}}\nselect 1 as n', 'incremental model "below"'],
    [
      "materialized view",
      '{{config materialized="materialized_view"}}\nselect 1 as n',
      'materialized_view model "below"',
    ],
  ])("over a model that is %s", async (_, below, named) => {
    const shop = temporaryProject(
      {
        "models/below.sql": below,
        "models/between.sql": 'select * from {{ref "below"}}',
        "models/shown.sql": 'select * from {{ref "between"}}',
      },
      settings("models: {p: {shown: {+gate_upstream: true}}}\n"),
    )
    shop.write({ "lux_project.yml": `name: p\n${settings("models: {p: {+gate_upstream: true}}\n")}` })
    await expect(shop.lux().parse()).rejects.toMatchObject({
      errors: [
        { code: "LUX-1420", message: `view "between" cannot gate ${named}, which it reads` },
        { code: "LUX-1420", message: `view "shown" cannot gate ${named}, which it reads` },
      ],
    })
  })

  it.each(["table", "incremental", "ephemeral"])("on a %s model itself", async (materialized) => {
    const shop = temporaryProject(
      { "models/a.sql": `{{config materialized="${materialized}" gate_upstream=true}}\nselect 1 as n` },
      settings(),
    )
    await expect(shop.lux().parse()).rejects.toMatchObject({
      code: "LUX-1421",
      message: `${materialized} model "a" cannot have gate_upstream`,
      place: { file: "models/a.sql", line: 1 },
    })
  })
})
