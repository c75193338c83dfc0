/** The page of a dashboard in a real browser, opened from disk. */
import { Buffer } from "node:buffer"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser, Page } from "playwright-core"
import { afterAll, beforeAll, expect } from "vitest"
import { needingChromium, startChromium } from "../../dev/chromium.testkit.ts"
import { address, isWiderThanItsWindow, opened, seriousProblems } from "./site-page.testkit.ts"
import { temporaryProject } from "./temporary-project.testkit.ts"

const posts = `{{config materialized='table'}}
select * from (values
  ('ada', 'Monday', 1, 'IMAGE', 10, 500, timestamp '2024-03-01 10:00:00'),
  ('ada', 'Monday', 1, 'VIDEO', 30, 500, timestamp '2024-03-01 11:00:00'),
  ('ada', 'Friday', 5, 'VIDEO', 50, 500, timestamp '2024-03-05 11:00:00'),
  ('bob', 'Friday', 5, 'VIDEO', 5, 70, timestamp '2024-03-05 23:00:00'),
  ('bob', 'Friday', 5, null, 7, 70, timestamp '2024-03-05 23:00:00')
) as v(brand, weekday, day_of_week, kind, likes, followers, ts)
`

const metrics = `    agg_time_dimension: ts
    columns: [{ name: followers, per: brand }]
    metrics:
      - { name: posts, agg: count, expr: 1 }
      - { name: average_likes, agg: average, expr: likes, format: "0.0" }
      - { name: followers, label: 팔로워, agg: sum, per: brand, format: "#,##0" }
`

const tiles = {
  followers: "chart: number, metrics: followers",
  brands: "chart: bar, by: brand, metrics: followers, sort: -followers, value_labels: true",
  kinds: "chart: donut, by: kind, metrics: posts, sort: -posts",
  table:
    "chart: table, by: brand, metrics: [posts, average_likes, followers], totals: true, gradients: { posts: { from: '#fff', to: '#d62976' } }",
  per_day:
    "chart: column, by: [ts__day, brand], series: brand, metrics: posts, stacked: true, totals: true, fill: true",
  rate: "chart: points, by: [ts__day, brand], series: brand, metrics: [average_likes, posts], axes: { y: { scale: log } }",
  lines: "chart: line, by: [ts__day, brand], series: brand, metrics: posts, axes: { y: { reversed: true } }",
  areas: "chart: area, by: ts__day, metrics: posts",
  top: "chart: pyramid, by: brand, metrics: followers, sort: -followers, pictures: { model: ref('faces'), key: brand, column: picture }",
  words: "chart: cloud, by: kind, metrics: posts",
  cells: "chart: heatmap, by: [day_of_week, weekday], metrics: posts, fill: { day_of_week: [1, 7] }",
  note: "chart: text, text: 'Times are **UTC**. <b>x</b>'",
}

const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
)

function dashboard(shown: Readonly<Record<string, string>>, more = ""): string {
  const lines = Object.entries(shown).map(
    ([name, tile], at) =>
      `      - { name: ${name}, title: T ${name}, ${tile}, layout: { row: ${Math.floor(at / 2) * 6}, column: ${(at % 2) * 12}, width: 12, height: 6 } }`,
  )
  return `dashboards:
  - name: overview
    label: Overview
    owner: { name: Ada }
    model: ref('posts')
    palette: ['#feda75', '#d62976', '#4f5bd5']
    filters:
      - { name: brand, label: Brand, field: brand }
      - { name: weekday, label: Weekday, field: weekday, control: dropdown }
      - { name: day, label: Day, field: ts__day, control: date_range, default: { last: 30 days } }
${more}    tiles:
${lines.join("\n")}
`
}

needingChromium.describe("the page of a dashboard in Chromium", () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterAll(() => browser.close())

  needingChromium.it(
    "is filtered by controls, clicks and keys, taken back, and read by everybody",
    async () => {
      const project = temporaryProject({
        "models/posts.sql": posts,
        "models/faces.sql":
          "{{config materialized='table'}}\nselect 'ada' as brand, 'faces/ada.png' as picture union all select 'bob', '../../etc/passwd'",
        "models/posts.yml": `models:\n  - name: posts\n${metrics}`,
        "models/dashboards.yml": dashboard(tiles),
        "faces/ada.png": "",
      })
      writeFileSync(join(project.folder, "faces/ada.png"), png)
      await project.execute("build")
      await project.lux().generateDocs()
      const { page, problems } = await opened(browser, project)
      await page.goto(address(project, "dashboard/overview"))
      await tile(page, "brands").locator(".data-mark").first().waitFor()
      const all = await read(page)
      expect(all["followers"]).toContain("570")
      expect(all["table"]).toBe(
        "Brand Posts Average likes 팔로워 ada 3 30.0 500 bob 2 6.0 70 Total 5 20.4 570",
      )
      expect(await tile(page, "cells").locator(".data-mark").count()).toBe(14)
      expect(await tile(page, "top").locator("image").count()).toBe(1)
      expect(await tile(page, "top").textContent()).toContain("BO")
      expect(await page.locator(".dashboard-note").textContent()).toBe(
        "Newest data: 5 Mar 2024. Times are UTC.",
      )

      await page.locator(".control-list summary").click()
      await page.locator(".control-option", { hasText: "bob" }).click()
      await tile(page, "followers").locator("text=70").waitFor()
      await page.keyboard.press("Escape")
      await page.locator(".control select").selectOption({ label: "Friday" })
      await page.waitForFunction("location.hash.includes('weekday=is%3AFriday')")
      const bob = await read(page)
      for (const name of Object.keys(all)) if (name !== "note") expect(bob[name], name).not.toBe(all[name])
      expect(bob["table"]).toBe("Brand Posts Average likes 팔로워 bob 2 6.0 70 Total 2 6.0 70")
      const link = page.url()
      await page.goBack()
      await page.goBack()
      await tile(page, "followers").locator("text=570").waitFor()
      expect(await read(page)).toEqual(all)

      await tile(page, "brands").locator('.data-mark[aria-label^="bob"]').click()
      await tile(page, "followers").locator("text=70").waitFor()
      const clicked = await read(page)
      expect(clicked["table"]).toContain("bob 2 6.0 70 Total 2")
      expect(clicked["brands"]).toBe(all["brands"])
      expect(
        await tile(page, "brands").locator('.data-mark[aria-label^="ada"]').getAttribute("class"),
      ).toContain("dimmed")
      await page.locator(".chip", { hasText: "bob" }).click()
      await tile(page, "followers").locator("text=570").waitFor()

      await tile(page, "brands").locator(".data-mark").first().focus()
      await page.keyboard.press("ArrowDown")
      await page.keyboard.press("Enter")
      await tile(page, "followers").locator("text=70").waitFor()
      await page.keyboard.press("Enter")
      await tile(page, "followers").locator("text=570").waitFor()
      await tile(page, "rate").locator(".tile-switch").click()
      expect(await tile(page, "rate").locator("tbody tr").count()).toBe(3)

      await page.goto("about:blank")
      await page.goto(link)
      await tile(page, "followers").locator("text=70").waitFor()
      expect((await read(page))["table"]).toBe(bob["table"])
      for (const [scheme, width] of [
        ["light", 1280],
        ["dark", 820],
        ["dark", 390],
      ] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.setViewportSize({ width, height: 900 })
        await page.goto(address(project, "dashboard/overview"))
        await tile(page, "cells").locator(".data-mark").first().waitFor()
        expect(await isWiderThanItsWindow(page), `${width}`).toBe(false)
        expect(await seriousProblems(page), `${width}`).toEqual([])
      }
      expect(problems).toEqual([])
    },
  )

  needingChromium.it(
    "runs nothing that rows, labels and tiles say, and says what it does not have",
    async () => {
      const evil =
        "<img src=x onerror='globalThis.hacked = 1'></script><script>globalThis.hacked = 1</script>"
      const project = temporaryProject({
        "models/posts.sql": posts
          .replaceAll("'bob'", `'${evil.replaceAll("'", "''")}'`)
          .replaceAll("'ada'", "'__proto__'"),
        "models/faces.sql":
          "{{config materialized='table'}}\nselect 'a' as brand, 'javascript:alert(1)' as picture",
        "models/unbuilt.sql": "select 1 as one",
        "models/posts.yml": `models:\n  - name: posts\n${metrics.replace("label: 팔로워", `label: ${JSON.stringify(evil)}`)}  - name: unbuilt\n    metrics: [{ name: ones, agg: sum, expr: one }]\n`,
        "models/dashboards.yml": dashboard({
          ...tiles,
          note: `chart: text, text: ${JSON.stringify(evil)}`,
          gone: "chart: number, metrics: ones, model: ref('unbuilt')",
          front: "chart: picture, picture: ../../etc/passwd, text: x",
        }).replace("label: Overview", `label: ${JSON.stringify(evil)}`),
      })
      await project.execute("build", { exclude: ["unbuilt"] })
      for (const singleFile of [false, true]) {
        await project.lux().generateDocs({ singleFile })
        const { page, problems } = await opened(browser, project)
        for (const state of [
          "",
          `?brand=is%3A${encodeURIComponent(evil)}`,
          "?click.brands=%3Cimg&brand=junk&day=from%3Ax",
        ]) {
          await page.goto(address(project, `dashboard/overview${state}`))
          await page.locator(".tile").first().waitFor()
          await page.waitForTimeout(200)
          expect(await isWiderThanItsWindow(page), state).toBe(false)
        }
        await page.goto(address(project, "dashboard/overview"))
        await tile(page, "brands").locator(".data-mark").first().waitFor()
        expect(await tile(page, "gone").textContent()).toMatch(/No rows of unbuilt.*unbuilt is not built/)
        expect(await tile(page, "front").textContent()).toContain("not found")
        expect(await page.locator("main img[src='x'], main script, main [onerror]").count()).toBe(0)
        expect(await page.evaluate("globalThis.hacked")).toBeUndefined()
        expect(problems).toEqual([])
        await page.close()
      }
    },
  )
})

function tile(page: Page, name: string) {
  return page.locator(`section.tile[aria-label="T ${name}"]`)
}

/** What each tile says: its numbers and the labels of its marks. */
async function read(page: Page): Promise<Readonly<Record<string, string>>> {
  const names = Object.keys(tiles)
  const texts = await Promise.all(
    names.map(async (name) => {
      const marks = await tile(page, name)
        .locator(".data-mark")
        .evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")))
      if (marks.length > 0) return marks.join("; ")
      const words = await tile(page, name).locator("td, th, .big-number-value, .tile-text").allInnerTexts()
      return words.map((text) => text.trim()).join(" ")
    }),
  )
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? ""]))
}
