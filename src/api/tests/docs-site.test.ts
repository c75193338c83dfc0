/** The documentation site in a real browser, opened from disk. */
import { cpSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, expect } from "vitest"
import { needingChromium, startChromium } from "../../dev/chromium.testkit.ts"
import { address, isWiderThanItsWindow, opened, seriousProblems } from "./site-page.testkit.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const files = {
  "models/stage/raw_orders.sql":
    "{{config materialized='table'}}\nselect 1 as id, 10 as amount union all select 2, 20\n",
  "models/core/orders.sql":
    "{{config materialized='table'}}\nselect id, amount * 2 as amount from {{ref 'raw_orders'}}\n",
  "models/core/totals.sql": "select sum(amount) as total from {{ref 'orders'}}\n",
  "models/marts/board.sql":
    "{{config materialized='table'}}\nselect total as shown_total from {{ref 'totals'}}\n",
  "models/models.yml": `models:
  - name: raw_orders
    description: Every order, **as it came**.
    columns: [{name: id, description: Number of the order., data_tests: [unique, not_null]}, {name: amount}]
  - name: orders
    config: {docs: {sample: 5}, tags: [daily]}
    columns:
      - {name: id}
      - {name: amount, data_tests: [column_max: {max: 30, config: {severity: warn}}]}
exposures:
  - {name: report, type: dashboard, owner: {name: Ann, email: ann@example.com}, depends_on: [ref('board')]}
`,
}

needingChromium.describe("the documentation site in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  needingChromium.it(
    "is searched, read, followed and compared, from disk and without a network",
    async () => {
      const project = temporaryProject(files)
      await project.execute("build")
      await project.lux().generateDocs()
      cpSync(join(project.folder, "target/site"), join(project.folder, "earlier"), { recursive: true })
      project.write({
        "models/core/orders.sql":
          "{{config materialized='table'}}\nselect id, amount * 3 as amount, 'x' as kind from {{ref 'raw_orders'}}\n",
      })
      await project.execute("build")
      await project.lux().generateDocs({ compare: join(project.folder, "earlier") })
      const { page, problems } = await opened(browser, project)

      await page.keyboard.press("/")
      await page.keyboard.type("orders")
      await page.locator('.result[aria-selected="true"] .result-name', { hasText: /^orders$/ }).waitFor()
      await page.keyboard.press("Enter")
      await page.locator("h1", { hasText: /^orders$/ }).waitFor()
      expect(await page.locator("#columns").textContent()).toContain("inherited from raw_orders.id")
      expect(await page.locator("#sample td").allTextContents()).toContain("30")

      await page.goto(address(project, "column/model.p.board/shown_total"))
      const cards = await page.locator(".card-name").allTextContents()
      expect(cards.toSorted()).toEqual(["board", "orders", "raw_orders", "totals"])
      expect(await page.locator("#expressions").textContent()).toContain("amount * 3")
      await page.locator(".card-row", { hasText: /^total$/ }).click()
      await page.locator("h1", { hasText: /^total$/ }).waitFor()
      await page.goBack()
      await page.locator("h1", { hasText: "shown_total" }).waitFor()

      await page.goto(address(project, "quality"))
      expect(await page.locator("#red").textContent()).toMatch(/column_max[\s\S]*60, expected at most 30/)
      await page.locator("#red .check-link").click()
      await page.locator(".chart canvas").waitFor()
      expect(await page.locator("#history tbody tr").count()).toBe(2)

      await page.goto(address(project, "compare"))
      const change = page.locator("section", { hasText: "orders" })
      expect(await change.locator(".diff-added").first().textContent()).toContain("amount * 3")
      expect(await change.textContent()).toMatch(/added\s*kind/)

      await page.goto(address(project, "lineage?select=%2Btag%3Adaily"))
      await page.locator("summary", { hasText: "2 nodes" }).waitFor()
      await page.goto(address(project, "lineage?select=nothing_here"))
      await page.locator(".notice", { hasText: 'no name or folder "nothing_here"' }).waitFor()

      await page.locator('button[aria-label="Dark colours"]').click()
      await page.setViewportSize({ width: 390, height: 800 })
      for (const place of [
        "",
        "node/model.p.orders",
        "column/model.p.board/shown_total",
        "lineage",
        "quality",
        "quality/coverage",
        "compare",
      ]) {
        await page.goto(address(project, place))
        await page.locator("h1").waitFor()
        expect(await isWiderThanItsWindow(page), place).toBe(false)
        expect(await seriousProblems(page), place).toEqual([])
      }
      expect(problems).toEqual([])
    },
  )

  needingChromium.it("runs nothing that a project says, in a folder and in one file", async () => {
    const project = temporaryProject(hostileFiles())
    await project.execute("build")
    for (const singleFile of [false, true]) {
      await project.lux().generateDocs({ singleFile })
      const { page, problems } = await opened(browser, project)
      for (const place of [
        "",
        "node/model.p.bad",
        "node/exposure.p.report",
        "lineage?select=%3Cimg+src%3Dx%3E",
        "quality/all",
        "node/%3Cscript%3E",
        "%3Cimg%20src=x%3E",
      ]) {
        await page.goto(address(project, place))
        await page.locator("h1, .empty, .graph").first().waitFor()
        expect(await isWiderThanItsWindow(page), place).toBe(false)
      }
      await page.goto(address(project, "node/model.p.bad"))
      await page.locator("h1").waitFor()
      expect(
        await page.locator("main img, main script, main iframe, main [onerror], main [onclick]").count(),
      ).toBe(0)
      const links = await page
        .locator("main a")
        .evaluateAll((all) => all.map((each) => each.getAttribute("href") ?? ""))
      expect(links.filter((link) => !/^(#|https?:|mailto:)/.test(link))).toEqual([])
      expect(await page.locator("#sample").textContent()).toContain("<img src=x onerror")
      await page.keyboard.press("/")
      await page.keyboard.type("<img src=x")
      await page.locator(".result, .search-none").first().waitFor()
      expect(await page.evaluate("globalThis.hacked")).toBeUndefined()
      expect(problems).toEqual([])
      await page.close()
    }
  })
})

const evil = [
  "<script>globalThis.hacked = 1</script>",
  "<img src=x onerror='globalThis.hacked = 1'>",
  "</script><script>globalThis.hacked = 1</script>",
  "[link](javascript:globalThis.hacked=1)",
  "![picture](https://example.com/x.png)",
  "${globalThis.hacked = 1} `${globalThis.hacked = 1}`",
  "\u202egnorw\u202c \u2066 \u2028",
  "x".repeat(400),
]

function hostileFiles() {
  const text = JSON.stringify(evil.join("\n\n"))
  const inSql = evil.join(" ").replaceAll("'", "''")
  return {
    "models/bad.sql": `{{config materialized='table'}}\n-- ${evil[0]} ${evil[2]}\nselect '${inSql}' as "<b>col</b>", '${inSql}' as long\n`,
    "models/bad.yml": `models:
  - name: bad
    description: ${text}
    config: {docs: {sample: 3}, tags: [${JSON.stringify(evil[1])}], meta: {${JSON.stringify(evil[0])}: ${text}, __proto__: {hacked: 1}}}
    columns:
      - {name: "<b>col</b>", quote: true, description: ${text}, data_tests: [accepted_values: {values: [${text}], config: {severity: warn}}]}
exposures:
  - {name: report, label: ${text}, type: dashboard, url: "javascript:globalThis.hacked=1", owner: {name: ${text}, email: "x"}, depends_on: [ref('bad')]}
`,
  }
}
