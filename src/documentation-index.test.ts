import { readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { expect, it } from "vitest"

const root = join(import.meta.dirname, "..")
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`)

it("the index of the documentation links to every page", () => {
  const linked = new Set(linksOf("docs/README.md"))
  expect(pages.filter((page) => page !== "docs/README.md" && !linked.has(page))).toEqual([])
})

it("the README links to the index", () => {
  expect(linksOf("README.md")).toContain("docs/README.md")
})

/** Files that a page links to, from the root on. */
function linksOf(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8")
  return [...text.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)].map(([, to = ""]) =>
    relative(root, join(root, dirname(page), to)),
  )
}
