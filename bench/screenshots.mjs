// The pictures of the documentation site in README.md, of this repository's project: docs/pictures/site-*.png. It builds the
// project of generated raw data in a temporary folder first. It needs a Chromium: /usr/bin/chromium, or LUX_TEST_CHROMIUM.
// node bench/screenshots.mjs [--site FOLDER]      of a site that is there already
// node bench/screenshots.mjs --all FOLDER         every kind of page at three widths, light and dark, to be looked at
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { chromium } from "playwright-core"

const { values } = parseArgs({ options: { site: { type: "string" }, all: { type: "string" } } })
const root = resolve(import.meta.dirname, "..")
const pictures = join(root, "docs", "pictures")
const pages = {
  dashboard: { hash: "dashboard/popularity", colorScheme: "light", height: 900 },
  column: { hash: "column/model.luxury_brands.popularity_calculation/sum_rank", colorScheme: "dark" },
}

/** One page of each kind. */
const everyKind = {
  home: "",
  model: "node/model.luxury_brands.brand_information",
  source: "node/source.luxury_brands.lake.media",
  column: "column/model.luxury_brands.popularity_calculation/sum_rank",
  lineage: "lineage",
  quality: "quality",
  popularity: "dashboard/popularity",
  detailed: "dashboard/detailed_analysis",
  data_quality: "dashboard/data_quality",
}
const widths = [1280, 820, 390]

const folder = mkdtempSync(join(tmpdir(), "lux-pictures-"))
try {
  const site = values.site ?? made()
  await inBrowser((browser) =>
    values.all === undefined ? take(browser, site) : takeAll(browser, site, values.all),
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function made() {
  for (const part of ["lux_project.yml", "lambdas/collectors.yml", "models", "tests", "macros", "seeds"])
    cpSync(join(root, part), join(folder, part), { recursive: true })
  for (const command of ["dev lake", "build", "docs generate"]) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, "dist", "lux.js"), ...command.split(" ")],
      {
        cwd: folder,
        encoding: "utf8",
      },
    )
    if (status !== 0) throw new Error(`lux ${command}: ${stderr}`)
  }
  return join(folder, "target", "site")
}

async function inBrowser(work) {
  const browser = await chromium.launch({
    executablePath: process.env.LUX_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  })
  try {
    await work(browser)
  } finally {
    await browser.close()
  }
}

async function take(browser, site) {
  mkdirSync(pictures, { recursive: true })
  for (const [name, { hash, colorScheme, height = 660 }] of Object.entries(pages)) {
    const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme })
    await shot(page, `${site}/index.html#/${hash}`, { path: join(pictures, `site-${name}.png`) })
  }
}

async function takeAll(browser, site, place) {
  mkdirSync(place, { recursive: true })
  for (const width of widths)
    for (const colorScheme of ["light", "dark"]) {
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme })
      for (const [name, hash] of Object.entries({ ...everyKind, check: await aCheck(page, site) }))
        await shot(page, `${site}/index.html#/${hash}`, {
          path: join(place, `${name}-${width}-${colorScheme}.png`),
          fullPage: true,
        })
      await page.close()
    }
}

async function aCheck(page, site) {
  await page.goto(`file://${site}/index.html#/${everyKind.model}`)
  const link = page.locator(`a[href^="#/check/"]`).first()
  return (await link.getAttribute("href")).slice(2)
}

async function shot(page, address, options) {
  await page.goto("about:blank")
  await page.goto(`file://${address}`)
  await page.locator("h1").first().waitFor()
  await page.waitForTimeout(1000)
  await page.screenshot(options)
}
