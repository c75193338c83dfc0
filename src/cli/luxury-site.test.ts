/** The site of the project at the repository's root, over generated hours, in a real browser. */
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect } from "vitest"
import { createLux } from "../api/index.ts"
import { address, isWiderThanItsWindow, opened, seriousProblems } from "../api/tests/site-page.testkit.ts"
import { needingChromium, startChromium } from "../dev/chromium.testkit.ts"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

needingChromium.describe("the site of the luxury project in Chromium", () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-luxury-site-"))
  const project = { folder }
  let browser: Browser
  let page: Page
  let problems: readonly string[]
  const at = (place: string) => page.goto(address(project, place))

  const choose = async (control: string, option: string) => {
    const list = page.locator(".control-list", { hasText: control })
    await list.locator("summary").click()
    await list.locator(".control-option", { hasText: option }).click()
    await page.waitForFunction(`/is%3A/.test(location.hash.split("${control.toLowerCase()}=")[1] ?? "")`)
    await page.keyboard.press("Escape")
  }

  beforeAll(async () => {
    const lake = join(folder, "lake")
    const target = join(folder, "target")
    const lux = () =>
      createLux({
        projectDir: repositoryRoot,
        targetPath: target,
        env: { LUX_LAKE: lake, LUX_DATABASE: join(folder, "lux.duckdb") },
      })
    const hours = async (count: number) => {
      const made = await warmLux(["dev", "lake", "--hours", String(count), "--folder", lake], {
        cwd: folder,
        env: {},
      })
      expect(made, made.stderr).toMatchObject({ code: 0 })
      expect((await lux().build()).success).toBe(true)
    }
    await hours(3)
    await lux().generateDocs()
    cpSync(join(target, "site"), join(folder, "earlier"), { recursive: true })
    await hours(5)
    await lux().generateDocs({ compare: join(folder, "earlier") })
    browser = await startChromium()
    ;({ page, problems } = await opened(browser, project))
  }, 180_000)
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  })

  needingChromium.it("finds a model, and follows a column to the file that it comes from", async () => {
    await page.keyboard.press("/")
    await page.keyboard.type("brand_information")
    await page
      .locator('.result[aria-selected="true"] .result-name', { hasText: /^brand_information$/ })
      .waitFor()
    await page.keyboard.press("Enter")
    await page.locator("h1", { hasText: /^brand_information$/ }).waitFor()
    await at("column/model.luxury_brands.popularity_calculation/sum_rank")
    const cards = await page.locator(".card-name").allTextContents()
    for (const name of [
      "popularity_calculation",
      "popularity_factor",
      "aggregated_brand_information",
      "stage_brand",
    ])
      expect(cards).toContain(name)
    await page.locator(".card-row", { hasText: /^rank_followers_count$/ }).click()
    await page.locator("h1", { hasText: "rank_followers_count" }).waitFor()
    await page.goBack()
    await page.locator("h1", { hasText: "sum_rank" }).waitFor()
  })

  needingChromium.it("shows what a check observed over time, and what two states differ in", async () => {
    await at("quality/all")
    await page.locator(".check-link").first().click()
    await page.locator("#history tbody tr").first().waitFor()
    expect(await page.locator("#history tbody tr").count()).toBe(2)
    await at("compare")
    await page.locator("section", { hasText: "followers_growth" }).first().waitFor()
    expect(await page.locator("main").textContent()).toMatch(/33[\s\S]*55/)
  })

  needingChromium.it("changes every tile with the filters, and the others with a click", async () => {
    await at("dashboard/detailed_analysis")
    await page.locator(".tile .data-mark").first().waitFor()
    const all = await read(page)
    await choose("Brand", "dior")
    await choose("Weekday", "Sunday")
    const one = await read(page)
    expect(Object.keys(one)).toEqual(Object.keys(all))
    expect(Object.keys(all).length).toBeGreaterThan(8)
    for (const [name, text] of Object.entries(all)) expect(one[name], name).not.toBe(text)
    await page.goBack()
    await page.goBack()
    await page.waitForFunction("!location.hash.includes('dior')")
    expect(await read(page)).toEqual(all)
    await page
      .locator('section.tile[aria-label="Brands by followers"] .data-mark[aria-label^="gucci"]')
      .click()
    await page.waitForFunction("location.hash.includes('gucci')")
    const clicked = await read(page)
    for (const name of ["Posts", "Followers", "Most frequent post types", "Upload time distribution"])
      expect(clicked[name], name).not.toBe(all[name])
    expect(Object.keys(clicked["Brands by followers"]?.match(/chanel/g) ?? {})).not.toHaveLength(0)
  })

  needingChromium.it("is readable in each theme and width on every kind of page", async () => {
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.setViewportSize({ width, height: 900 })
      for (const place of [
        "",
        "node/model.luxury_brands.brand_information",
        "node/source.luxury_brands.lake.media",
        "column/model.luxury_brands.popularity_calculation/sum_rank",
        "lineage",
        "quality",
        "quality/coverage",
        "compare",
        "dashboard/popularity",
        "dashboard/detailed_analysis",
        "dashboard/data_quality",
      ]) {
        await at(place)
        await page.locator("h1").waitFor()
        expect(await isWiderThanItsWindow(page), `${place} ${width}`).toBe(false)
        expect(await seriousProblems(page), `${place} ${width} ${scheme}`).toEqual([])
      }
    }
    expect(problems).toEqual([])
  })
})

/** What each tile says, by its name. */
async function read(page: Page): Promise<Readonly<Record<string, string>>> {
  const tiles = await page.locator("section.tile").all()
  const texts = await Promise.all(
    tiles.map(async (tile) => {
      const name = (await tile.getAttribute("aria-label")) ?? ""
      const marks = await tile
        .locator(".data-mark")
        .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))
      return [name, `${marks.join("; ")} ${await tile.textContent()}`] as const
    }),
  )
  return Object.fromEntries(texts)
}
