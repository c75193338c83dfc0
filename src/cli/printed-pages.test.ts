/** Commands of README.md and docs/start/ in a folder of their own, one page after its own steps: they print what the page shows. */
import { execFileSync } from "node:child_process"
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"

const home = realpathSync(mkdtempSync(join(tmpdir(), "lux-printed-")))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** A block of a page: a file to write, lines for a shell, or what those print. */
interface Block {
  readonly kind: "file" | "shell" | "output"
  readonly path?: string
  readonly text: string
}

/** Only files whose name stands before them with a colon are written; other blocks of code just show something. */
function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(repositoryRoot, page), "utf8")
  return [...text.matchAll(/(?:`([\w./-]+)`:\n\n)?^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(
    ([, path, language, content = ""]): readonly Block[] => {
      if (language === "sh") return [{ kind: "shell", text: content }]
      if (path !== undefined) return [{ kind: "file", path, text: content }]
      return language === "" && !/^\w+\/? {3,}\w/m.test(content) ? [{ kind: "output", text: content }] : []
    },
  )
}

/** Installing, and what goes the whole way, is tried elsewhere. */
const isInstalling = (line: string): boolean => /^npm (ci|install)\b/.test(line)

class Reader {
  #folder: string
  #printed = ""

  constructor(folder: string) {
    this.#folder = folder
  }

  async follow(block: Block): Promise<void> {
    if (block.kind === "file") {
      const path = join(this.#folder, block.path ?? "")
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, block.text)
    } else if (block.kind === "shell") {
      this.#printed = ""
      for (const line of block.text.split("\n").filter(Boolean)) await this.#type(line)
    } else expect(masked(this.#printed)).toBe(masked(block.text))
  }

  async #type(line: string): Promise<void> {
    const [command = "", ...words] = [...line.matchAll(/'([^']*)'|[^\s']+/g)].map(
      ([word, quoted]) => quoted ?? word,
    )
    if (isInstalling(line)) return
    if (command === "cd") this.#folder = join(this.#folder, words[0] ?? "")
    else if (command === "lux" || line.startsWith("npx lux ")) {
      const args = command === "lux" ? words : words.slice(1)
      const { stdout, stderr } = await warmLux(args, { cwd: this.#folder })
      this.#printed += stdout + stderr
    } else execFileSync("sh", ["-c", line], { cwd: this.#folder })
  }
}

/** Seconds differ, and the folder does. */
function masked(text: string): string {
  return text
    .replaceAll(home, "/home/ada")
    .replaceAll(/\/home\/ada\/(?:page-\w+|shop)(?:\/shop)?\//g, "/home/ada/shop/")
    .replaceAll(/\b\d+\.\d\ds\b/g, "0.00s")
    .trim()
}

const pages = [
  "README.md",
  ...readdirSync(join(repositoryRoot, "docs/start")).map((name) => `docs/start/${name}`),
]

it.each(pages)("%s", async (page) => {
  const folder = mkdtempSync(join(home, "page-"))
  const reader = new Reader(folder)
  const blocks = blocksOf(page)
  for (const block of blocks) await reader.follow(block)
  expect(blocks.filter(({ kind }) => kind === "output").length).toBeGreaterThan(1)
})
