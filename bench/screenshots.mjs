// The pictures of the documentation site in README.md, of this repository's project: docs/pictures/site-*.png. It builds the
// project of generated raw data in a temporary folder first. It needs a Chromium: /usr/bin/chromium, or LUX_TEST_CHROMIUM.
// node bench/screenshots.mjs [--site FOLDER]      of a site that is there already
import { spawnSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { chromium } from "playwright-core"

const { values } = parseArgs({ options: { site: { type: "string" } } })
const root = resolve(import.meta.dirname, "..")
const pictures = join(root, "docs", "pictures")
const pages = {
  dashboard: { hash: "dashboard/popularity", colorScheme: "light", height: 900 },
  column: { hash: "column/model.luxury_brands.popularity_calculation/sum_rank", colorScheme: "dark" },
}

const folder = mkdtempSync(join(tmpdir(), "lux-pictures-"))
try {
  await take(values.site ?? made())
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

async function take(site) {
  mkdirSync(pictures, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.LUX_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  })
  try {
    for (const [name, { hash, colorScheme, height = 660 }] of Object.entries(pages)) {
      const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme })
      await page.goto(`file://${site}/index.html#/${hash}`)
      await page.locator("h1").waitFor()
      await page.waitForTimeout(1000)
      await page.screenshot({ path: join(pictures, `site-${name}.png`) })
    }
  } finally {
    await browser.close()
  }
}
