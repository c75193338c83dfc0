/** What `lambdas/collectors.yml` makes of a project: collectors, sources, and what is wrong with them. */
import { describe, expect, it } from "vitest"
import { eachMistake, type Files, load, settings } from "../written-project.testkit.ts"

const declaration = `version: 1
units:
  shops:
    key: name
    seed: shops
    items:
      - { name: north, city: Oslo }
      - { name: south, city: Rome }
collectors:
  - name: tills
    description: '{{doc "tills"}}'
    function: collect-tills
    schedule: { every: { count: 1, period: hour } }
    units: shops
    tags: [hourly]
    writes:
      - source: lake.receipt
        description: One record is one receipt.
        key: [id]
        also_read: [old/receipt_*.json]
        freshness: { warn_after: { count: 2, period: hour } }
        fields:
          - { name: id, data_type: bigint, required: true, description: Its number. }
          - { name: total, data_type: double precision }
`
const files: Files = {
  "lambdas/collectors.yml": declaration,
  "seeds/shops.csv": "name,city,opened\nnorth,Oslo,2020\nsouth,Rome,2021\n",
  "models/docs.md": '{{#docs "tills"}}What tills print.{{/docs}}',
  "models/sources.yml": `sources:
  - name: lake
    description: Files.
    tables:
      - name: receipt
        tags: [money]
        columns: [{ name: id, data_tests: [not_null] }]
      - { name: other }
`,
}

describe("a declaration", () => {
  it("makes a collector, and the source that it writes with tests and tags from a properties file", async () => {
    const { resources, root } = await load(files)
    const collector = resources.find(({ type }) => type === "collector")
    expect(collector).toMatchObject({
      uniqueId: "collector.shop.tills",
      path: "lambdas/collectors.yml",
      description: "What tills print.",
      function: "collect-tills",
      every: { count: 1, period: "hour" },
      units: ["north", "south"],
      tags: ["hourly"],
      writes: [{ source: "lake.receipt" }],
    })
    expect(resources.find(({ uniqueId }) => uniqueId === "source.shop.lake.receipt")).toMatchObject({
      collectedBy: "collector.shop.tills",
      description: "One record is one receipt.",
      sourceDescription: "Files.",
      tags: ["money"],
      freshness: { warnAfter: { count: 2, period: "hour" } },
      external: {
        root: `${root}/data/lake`,
        format: "json",
        paths: [
          "old/receipt_*.json",
          "raw/receipt/year=*/month=*/day=*/hour=*/receipt_????-??-??_??????.json",
        ],
        collectedAt: "receipt_%Y-%m-%d_%H%M%S.json",
      },
      columns: [
        { name: "id", dataType: "bigint", description: "Its number." },
        { name: "total", dataType: "double precision" },
      ],
    })
    expect(resources.map(({ uniqueId }) => uniqueId.split(".").slice(0, 4).join("."))).toEqual(
      expect.arrayContaining(
        ["source.shop.lake.other", "test.shop.source_not_null_lake_receipt_id"].map((id) =>
          expect.stringContaining(id),
        ),
      ),
    )
  })

  it.each<[env: Record<string, string>, settings: string, read: string, write: string]>([
    [{}, "", "/data/lake", "/data/lake"],
    [{}, "collect: brought\n", "/brought", "/brought"],
    [{ LUX_COLLECT_TO: "s3://lake/a" }, "collect: brought\n", "s3://lake/a", "s3://lake/a"],
    [{ LUX_LAKE: "theirs" }, "", "/theirs", "/data/lake"],
    [{ LUX_LAKE: "s3://theirs", LUX_COLLECT_TO: "here" }, "", "s3://theirs", "/here"],
    [{}, 'collect: \'{{env "PLACE" "p"}}\'\n', "/p", "/p"],
  ])("reads and writes where %j and %j say", async (env, text, read, write) => {
    const project = await load({ ...files, ...settings(text) }, { env })
    const source = project.resources.find(({ uniqueId }) => uniqueId === "source.shop.lake.receipt")
    const inProject = (path: string) => (path.startsWith("/") ? project.root + path : path)
    expect(source).toMatchObject({ external: { root: inProject(read) } })
    expect(project.collectTo).toBe(inProject(write))
  })
})

describe("what is wrong", () => {
  const seed = (text: string): Files => ({ ...files, "seeds/shops.csv": text })
  eachMistake([
    [
      "an unknown key",
      { ...files, "lambdas/collectors.yml": declaration.replace("function:", "functoin:") },
      'LUX-1005 lambdas/collectors.yml:10:5 "function" is missing',
      'LUX-1004 lambdas/collectors.yml:12:5 "functoin" is not known here | Did you mean "function"?',
    ],
    [
      "a second copy of what is declared",
      {
        ...files,
        "models/sources.yml": `sources:
  - name: lake
    tables:
      - name: receipt
        description: Again.
        freshness: { warn_after: { count: 2, period: hour } }
        columns: [{ name: id, data_type: int }]
`,
      },
      expect.stringContaining(
        'LUX-3230 models/sources.yml:5:9 lambdas/collectors.yml declares this source: "description"',
      ),
      expect.stringContaining(
        'LUX-3230 models/sources.yml:6:9 lambdas/collectors.yml declares this source: "freshness"',
      ),
      expect.stringContaining(
        'LUX-3230 models/sources.yml:7:31 lambdas/collectors.yml declares this source: "data_type"',
      ),
    ],
    [
      "a seed that is not there",
      { ...files, "lambdas/collectors.yml": declaration.replace("seed: shops", "seed: shop") },
      expect.stringContaining(
        'LUX-3231 lambdas/collectors.yml:5:11 there is no seed "shop" | Did you mean "shops"?',
      ),
    ],
    [
      "a seed with another value",
      seed("name,city\nnorth,Bergen\nsouth,Rome\n"),
      expect.stringContaining(
        'LUX-3232 seeds/shops.csv:2:7 city of "north" is "Bergen" here and "Oslo" there',
      ),
    ],
    [
      "a seed with a row more and one less",
      seed("city,name\nRome,south\nParis,west\n"),
      expect.stringContaining(
        'LUX-3232 lambdas/collectors.yml:7:17 "north" is collected, and is not in seeds/shops.csv | Add the row: Oslo,north',
      ),
      expect.stringContaining(
        'LUX-3232 seeds/shops.csv:3:7 "west" is in the seed, and lambdas/collectors.yml does not declare it',
      ),
    ],
    [
      "a seed without the key",
      seed("city\nRome\n"),
      expect.stringContaining('LUX-3232 seeds/shops.csv:1:1 the seed has no column "name"'),
    ],
  ])
})
