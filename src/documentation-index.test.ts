import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { describe, expect, it } from "vitest"

const root = join(import.meta.dirname, "..")
const pages = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`)
const written = [...pages, "README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]

it("the index of the documentation links to every page", () => {
  const linked = new Set(linksOf("docs/README.md").map(({ to }) => to))
  expect(pages.filter((page) => page !== "docs/README.md" && !linked.has(page))).toEqual([])
})

it("the README links to the index", () => {
  expect(linksOf("README.md").map(({ to }) => to)).toContain("docs/README.md")
})

describe.each(written)("%s", (page) => {
  it("links to files and headings that exist", () => {
    const broken = linksOf(page).filter(({ to, anchor }) => {
      if (!existsSync(join(root, to))) return true
      return anchor !== undefined && !anchorsOf(to).has(anchor)
    })
    expect(broken).toEqual([])
  })
})

it("messages name pages and headings that exist", () => {
  const broken = sources().flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(/\bdocs\/[\w/-]+\.md(?:#([\w-]+))?/g)].flatMap(
      ([name, anchor]) => {
        const [page = ""] = name.split("#")
        const isThere = existsSync(join(root, page)) && (anchor === undefined || anchorsOf(page).has(anchor))
        return isThere ? [] : [`${file}: ${name}`]
      },
    ),
  )
  expect(broken).toEqual([])
})

interface Link {
  /** A file, from the root on. */
  readonly to: string
  readonly anchor: string | undefined
}

/** Links of a page to files of the repository, and to its own headings. */
function linksOf(page: string): readonly Link[] {
  const text = withoutCode(readFileSync(join(root, page), "utf8"))
  return [...text.matchAll(/\]\(([^)\s#:]*)(?:#([^)\s]*))?\)/g)].map(([, to = "", anchor]) => ({
    to: to === "" ? page : relative(root, join(root, dirname(page), to)),
    anchor,
  }))
}

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>()
  const text = readFileSync(join(root, page), "utf8").replaceAll(/^```[\s\S]*?^```/gm, "")
  for (const [, heading = ""] of text.matchAll(/^#+ +(.+?) *$/gm)) {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-")
    let free = anchor
    for (let count = 1; anchors.has(free); count++) free = `${anchor}-${count}`
    anchors.add(free)
  }
  return anchors
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "")
}

function sources(): readonly string[] {
  return ["src", "lambdas", "infra"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
        .filter(
          (name) => /\.tsx?$/.test(name) && !name.includes("node_modules") && !/\.test(kit)?\.ts/.test(name),
        )
        .map((name) => `${folder}/${name}`),
    )
}
