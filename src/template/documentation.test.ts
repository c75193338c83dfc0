import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { load } from "js-yaml"
import { describe, expect, it } from "vitest"
import * as z from "zod"
import { loadJsMacros } from "./js-macros.ts"
import { parseMacroFile } from "./macro-file.ts"
import { macroTable } from "./macro-table.ts"
import { outcome, testContext } from "./test-context.testkit.ts"
import type { Macro } from "./types.ts"

/** docs/reference/templates.md: what it shows is what comes out. */
const page = await readFile(new URL("../../docs/reference/templates.md", import.meta.url), "utf8")
const fences = [...page.matchAll(/^```(\w+)(?: title=(\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, language = "", title, text = ""]) => ({ language, title, text }),
)
const examples = fences.flatMap(({ language, title, text }, at) => {
  const next = fences[at + 1]
  if (language !== "handlebars" || title !== undefined || next === undefined) return []
  return [{ template: text, shown: next.text, language: next.language }]
})

describe("docs/reference/templates.md", async () => {
  const vars = fences
    .filter(({ language }) => language === "yaml")
    .map(({ text }) => z.object({ vars: z.record(z.string(), z.unknown()) }).parse(load(text)).vars)[0]
  const context = testContext({
    macros: macroTable(await documentedMacros()),
    vars: vars ?? {},
    isIncremental: true,
  })

  it("has examples", () => expect(examples.length).toBeGreaterThanOrEqual(10))

  it.each(examples)("$template", ({ template, shown, language }) => {
    expect(["sql", "text"]).toContain(language)
    const result = outcome(template, context)
    expect(language === "text" ? `${result}\n` : result).toBe(shown)
  })
})

async function documentedMacros(): Promise<Macro[]> {
  const folder = await mkdtemp(join(tmpdir(), "lux-documentation-"))
  const macros: Macro[] = []
  for (const { language, title, text } of fences) {
    if (title === undefined) continue
    const file = { path: title, text }
    if (language === "handlebars") macros.push(...parseMacroFile(file).macros)
    else {
      const path = join(folder, basename(title))
      await writeFile(path, text)
      macros.push(...(await loadJsMacros(path, file, 1000)))
    }
  }
  await rm(folder, { recursive: true })
  return macros
}
