/** The collector that docs/guides/collectors.md shows works as it stands there. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { build } from "esbuild"
import { collectorsSchema, type Handler } from "lux-sql/collect"
import { expect, it } from "vitest"
import { parse } from "yaml"
import { scriptedApi, TestLake } from "./scripted-api.testkit.ts"

const page = readFileSync(new URL("../docs/guides/collectors.md", import.meta.url), "utf8")
const example = page.slice(page.indexOf("## A collector of your own"))
const block = (language: string): string => example.split(`\`\`\`${language}\n`)[1]?.split("```")[0] ?? ""

it("the collector of the docs collects", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lux-docs-example-"))
  const lake = new TestLake()
  const api = await scriptedApi(({ url }) => ({
    body: url.searchParams.has("page")
      ? { observations: [{ id: `${url.pathname}2` }] }
      : { observations: [{ id: `${url.pathname}1`, temp_c: 3.5 }], next: "2" },
  }))
  try {
    const outfile = join(folder, "index.mjs")
    await build({
      stdin: { contents: block("ts"), loader: "ts", resolveDir: import.meta.dirname },
      alias: { "lux-sql/collect": fileURLToPath(new URL("../src/collect/index.ts", import.meta.url)) },
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner: {
        js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
      },
    })
    const { handler }: { readonly handler: Handler } = await import(pathToFileURL(outfile).href)
    const written = block("yaml").replace("https://weather.example.com/v1", api.url)
    const declaration = collectorsSchema.parse({ version: 1, ...Object(parse(written)) })
    const report = await lake.run(handler, "weather", api.url, { declaration })
    expect([report.outcome, report.units.got, report.missing]).toEqual([
      "complete",
      ["kew", "oslo"],
      { weather: { celsius: 2 } },
    ])
    expect(lake.records("weather").map(({ id, celsius }) => [id, celsius])).toEqual([
      ["/stations/kew1", 3.5],
      ["/stations/kew2", null],
      ["/stations/oslo1", 3.5],
      ["/stations/oslo2", null],
    ])
    expect(block("ts").trim().split("\n").length).toBeLessThanOrEqual(40)
  } finally {
    await api.close()
    lake.remove()
    rmSync(folder, { recursive: true, force: true })
  }
})
