/** What README.md and docs/ tell users to type, as they tell it. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import { parseCommandLine } from "./parse-command-line.ts"

const docs = readdirSync(join(repositoryRoot, "docs"), { recursive: true, encoding: "utf8" })
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  ...docs.filter((name) => name.endsWith(".md")).map((name) => `docs/${name.replaceAll("\\", "/")}`),
]
const text = (page: string): string => readFileSync(join(repositoryRoot, page), "utf8")
const { scripts } = JSON.parse(text("package.json"))

describe("commands that the pages show", () => {
  const shown = pages.flatMap((page) => commandsOf(text(page)).map((command) => [page, command] as const))

  it.each(shown)("%s: %s", async (_page, command) => {
    const [name, ...args] = words(command)
    expect(name).toBe("lux")
    expect(typeof (await parseCommandLine(args))).toBe("function")
  })

  it("are found", () => {
    expect(shown.length).toBeGreaterThan(20)
  })

  it("npm start is a script of them", async () => {
    const called = [
      ...text(scripts.start.replace("node ", "")).matchAll(/^ +lux\(\s*("[\w-]+"(?:, "[^"]+")*)/gm),
    ]
    const commands = called.map(([, args = ""]) => args.split(", ").map((arg) => arg.replaceAll('"', "")))
    expect(commands.map(([name]) => name)).toEqual(["dev", "build", "show", "docs"])
  })

  it("the README's npm scripts are there", () => {
    const named = [...text("README.md").matchAll(/npm (?:run )?(start|test|\w+)/g)].map(([, name]) => name)
    const ofNpm = ["ci", "install"]
    expect(named.filter((name) => !ofNpm.includes(String(name)) && !(String(name) in scripts))).toEqual([])
  })
})

it.each(pages)("%s links to pages that are there", (page) => {
  const links = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = ""]) => link)
  const missing = links.filter((link) => !existsSync(join(repositoryRoot, page, "..", link)))
  expect(missing).toEqual([])
})

it("getting started shows the files of fixtures/shop", () => {
  const page = text("docs/start/for-dbt-users.md")
  const files = [...page.matchAll(/`([\w/]+\.\w+)`:\n\n```\w+\n(.*?)```/gs)]
  expect(files.map(([, file]) => file)).toEqual([
    "lux_project.yml",
    "seeds/orders.csv",
    "models/staging/order_lines.sql",
    "models/marts/revenue.sql",
    "models/staging/staging.yml",
  ])
  for (const [, file = "", content] of files) expect(content, file).toBe(text(join("fixtures/shop", file)))
})

/** The lines of shell blocks that run lux. */
function commandsOf(page: string): readonly string[] {
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = ""]) => block)
  return blocks.flatMap((block) =>
    block.split("\n").filter((line) => line.startsWith("lux ") && line !== "lux --version"),
  )
}

/** Words as a shell takes them, as far as these lines go: blanks, single quotes, and at the end where the output goes. */
function words(command: string): readonly string[] {
  const [line = ""] = command.split(/ >>? /)
  return [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ""))
}
