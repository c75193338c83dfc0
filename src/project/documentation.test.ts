import { readFile } from "node:fs/promises"
import { describe, expect, it } from "vitest"
import {
  exposureConfigSchema,
  modelConfigSchema,
  seedConfigSchema,
  snapshotConfigSchema,
  sourceConfigSchema,
  testConfigSchema,
} from "./config/config-schemas.ts"
import { projectFileSchema } from "./project-file.ts"
import { targetKinds } from "./target/target-kinds.ts"
import { load } from "./written-project.testkit.ts"
import { propertiesSchema } from "./yaml/properties-file.ts"
import { keysAt } from "./yaml/schema-keys.ts"

/** docs/reference/project.md: its files are a project, and no key is left out. */
const page = await readFile(new URL("../../docs/reference/project.md", import.meta.url), "utf8")
const files = Object.fromEntries(
  [...page.matchAll(/^```\w+ title=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = "", text = ""]) => [
    path,
    text,
  ]),
)

describe("docs/reference/project.md", () => {
  it("shows a project that loads without a warning", async () => {
    const project = await load(files)
    expect(project.warnings).toEqual([])
    expect(project.resources.map(({ uniqueId }) => uniqueId.replace(/\.[0-9a-f]{10}$/, ""))).toEqual([
      "exposure.shop.shop_board",
      "model.shop.revenue",
      "seed.shop.shops",
      "snapshot.shop.shop_history",
      "source.shop.till.receipts",
      "test.shop.no_day_is_missing",
      "test.shop.not_null_revenue_amount",
      "test.shop.not_null_revenue_day",
      "test.shop.not_null_shop_history_dbt_valid_from",
      "test.shop.source_not_null_till_receipts_receipt_id",
      "test.shop.unique_revenue_day",
      "test.shop.unique_shops_shop_id",
    ])
    expect(project.disabled.map(({ name }) => name)).toEqual(["shops", "nothing_is_free"])
    expect(project.resources.find(({ type }) => type === "model")).toMatchObject({
      description: "What was sold, by day.",
      tags: ["nightly", "finance"],
      config: {
        materialized: "incremental",
        incrementalStrategy: "merge",
        sequenceBy: "day",
        schema: "analytics",
        alias: "revenue_of_shops",
      },
    })
  })

  const inProperties = (...path: (string | number)[]) => keysAt(propertiesSchema, path)
  const known = new Set([
    ...keysAt(projectFileSchema, []),
    ...keysAt(projectFileSchema, ["query-comment"]),
    ...Object.values(targetKinds).flatMap(({ schema }) => keysAt(schema, [])),
    ...[
      modelConfigSchema,
      seedConfigSchema,
      snapshotConfigSchema,
      testConfigSchema,
      sourceConfigSchema,
      exposureConfigSchema,
    ].flatMap((schema) => keysAt(schema, [])),
    ...inProperties(),
    ...["models", "seeds", "snapshots", "sources", "macros", "exposures", "data_tests"].flatMap((key) =>
      inProperties(key, 0),
    ),
    ...inProperties("models", 0, "columns", 0),
    ...inProperties("sources", 0, "external"),
    ...inProperties("sources", 0, "tables", 0),
    ...inProperties("sources", 0, "tables", 0, "external"),
    ...inProperties("macros", 0, "arguments", 0),
    ...inProperties("exposures", 0, "owner"),
  ])

  it("knows the keys", () => expect(known.size).toBeGreaterThan(80))

  it.each([...known])("tells of %s", (key) => {
    const inText = page.includes(`\`${key}\``)
    const inFiles = new RegExp(`^\\s*(- )?\\+?${key}:`, "m").test(Object.values(files).join("\n"))
    expect(inText || inFiles).toBe(true)
  })
})
