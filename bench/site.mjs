// The documentation site of a large project: how long it takes to make, how large it is, and how it feels in a browser,
// opened from disk. It needs a Chromium: /usr/bin/chromium, or the one that LUX_TEST_CHROMIUM names.
// node bench/site.mjs [--models 5000]
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { gzipSync } from "node:zlib"
import { chromium } from "playwright-core"
import { tableName, writeProject } from "./synthetic-project.mjs"

const { values } = parseArgs({ options: { models: { type: "string", default: "5000" } } })
const models = Number(values.models)
const lux = join(resolve(import.meta.dirname, ".."), "dist", "lux.js")
const folder = mkdtempSync(join(tmpdir(), "lux-bench-"))
const measures = ["amount", "cost", "clicks", "views", "likes", "shares", "saves", "reach", "replies"]

try {
  writeProject(folder, models, measures)
  const rows = [
    ["models", models],
    ["columns", models * (measures.length + 3)],
    ["generate, nothing known before", generate()],
    ["generate again", generate()],
    ...sizes(),
    ...(await inBrowser()),
  ]
  console.table(Object.fromEntries(rows))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function generate() {
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, [lux, "docs", "generate"], {
    cwd: folder,
    encoding: "utf8",
  })
  if (status !== 0) throw new Error(stderr)
  return `${((performance.now() - started) / 1000).toFixed(1)} s`
}

function sizes() {
  const site = join(folder, "target", "site")
  const files = readdirSync(site, { recursive: true }).filter((file) => statSync(join(site, file)).isFile())
  const bytes = files.reduce((sum, file) => sum + statSync(join(site, file)).size, 0)
  const sizeOf = (file) => `${(statSync(join(site, file)).size / 1e6).toFixed(1)} MB`
  const script = gzipSync(readFileSync(join(site, "site.js"))).length
  return [
    ["site", `${(bytes / 1e6).toFixed(1)} MB in ${files.length} files`],
    ...["index", "graph", "columns", "search", "quality"].map((part) => [
      `data/${part}.js`,
      sizeOf(`data/${part}.js`),
    ]),
    ["script, compressed", `${(script / 1024).toFixed(1)} KiB`],
  ]
}

async function inBrowser() {
  const executablePath = process.env.LUX_TEST_CHROMIUM ?? "/usr/bin/chromium"
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    const address = `file://${folder}/target/site/index.html`
    await page.goto(address)
    await page.locator("h1").waitFor()
    const first = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime,
      useful: performance.now(),
    }))
    const search = await searching(page)
    await page.goto(`${address}#/node/model.synthetic.${tableName(models - 1)}`)
    const opened = await page.evaluate(async () => {
      const started = performance.now()
      while (document.querySelector(".node h1") === null) await new Promise(requestAnimationFrame)
      return performance.now() - started
    })
    await page.goto(`${address}#/lineage`)
    await page.locator(".graph-canvas").waitFor()
    await page.waitForTimeout(500)
    const whole = await panning(page)
    await page.locator('button[aria-label="Nearer"]').click({ clickCount: 12 })
    const near = await panning(page)
    return [
      ["first paint", `${Math.round(first.paint)} ms`],
      ["overview drawn", `${Math.round(first.useful)} ms`],
      ["a model's page", `${Math.round(opened)} ms`],
      ["search ready", `${Math.round(search.ready)} ms`],
      ["search, a letter, median / worst", search.letters],
      ["panning all of it, a frame, median / worst", whole],
      ["panning near by", near],
    ]
  } finally {
    await browser.close()
  }
}

async function searching(page) {
  await page.keyboard.press("/")
  const ready = await page.evaluate(async () => {
    const started = performance.now()
    const input = document.querySelector(".search input")
    const type = (text) => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text)
      input.dispatchEvent(new Event("input", { bubbles: true }))
    }
    type("coalesce")
    while (document.querySelector(".result") === null) await new Promise((done) => setTimeout(done, 5))
    type("")
    return performance.now() - started
  })
  const times = []
  for (const text of [tableName(1234), "engagement", "table 77", "likes", "brand_id"])
    for (let length = 1; length <= text.length; length++) {
      const took = await page.evaluate(
        async (typed) => {
          const input = document.querySelector(".search input")
          const started = performance.now()
          Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, typed)
          input.dispatchEvent(new Event("input", { bubbles: true }))
          await new Promise((done) => setTimeout(done, 0))
          return performance.now() - started
        },
        text.slice(0, length),
      )
      times.push(took)
    }
  await page.keyboard.press("Escape")
  return { ready, letters: spread(times) }
}

async function panning(page) {
  const frames = await page.evaluate(async () => {
    const canvas = document.querySelector(".graph-canvas")
    const times = []
    const send = (type, x, y) =>
      canvas.dispatchEvent(
        new PointerEvent(type, { pointerId: 1, clientX: x, clientY: y, bubbles: true, isPrimary: true }),
      )
    canvas.setPointerCapture = () => undefined
    send("pointerdown", 400, 400)
    for (let step = 0; step < 60; step++) {
      const started = performance.now()
      send("pointermove", 400 + Math.sin(step / 5) * 80, 400 + step)
      await new Promise(requestAnimationFrame)
      await new Promise((done) => setTimeout(done, 0))
      times.push(performance.now() - started)
    }
    send("pointerup", 400, 460)
    return times
  })
  return spread(frames)
}

function spread(times) {
  const sorted = times.toSorted((a, b) => a - b)
  return `${Math.round(sorted[Math.floor(sorted.length / 2)])} / ${Math.round(sorted.at(-1))} ms`
}
