import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, test } from "vitest"
import { analyseShop } from "./shop.testkit.ts"

const page = readFileSync(
  resolve(import.meta.dirname, "../../../docs/explanation/static-analysis.md"),
  "utf8",
)
const rows = [...page.matchAll(/^\| `(.+?)` \| (LUX-\d{4}) (.+) \|$/gm)].map(([, ...cells]) => cells)

test("the page shows each code once", () => {
  expect(new Set(rows.map(([, code]) => code)).size).toBe(21)
})

test.each(rows)("the page tells what is said of %s", (sql = "", code, message) => {
  expect(analyseShop(sql).problems.map((each) => [each.code, each.message])).toEqual([[code, message]])
})
