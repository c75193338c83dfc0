/** The SQL and templates that the pages print parse: in the dialect that the page's project says, or in Redshift's, which is the default. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { describe, expect, it } from "vitest"
import { parseAllDocuments } from "yaml"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import type { SqlDialect } from "../project/types.ts"
import { parseStatement } from "../sql/parse/parse.ts"
import { parseMacroFile } from "../template/macro-file.ts"
import { parseTemplate } from "../template/parse.ts"

interface Block {
  readonly language: string
  readonly title: string
  readonly text: string
  /** `docs/guides/tests.md:45` */
  readonly place: string
  readonly dialect: SqlDialect
}

/** What says the dialect of another engine on a page that is about several. */
const others: readonly [page: string, text: RegExp, dialect: SqlDialect][] = [
  ["docs/guides/quality-history.md", /read_parquet/, "duckdb"],
]

const pages = ["README.md", ...filesUnder("docs")]
const blocks = pages.flatMap(blocksOf)

function filesUnder(folder: string): readonly string[] {
  return readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join(folder, file))
    .sort()
}

function blocksOf(page: string): readonly Block[] {
  const text = readFileSync(join(repositoryRoot, page), "utf8")
  const ofPage = dialectIn(text) ?? (page.endsWith("postgres.md") ? "postgres" : "redshift")
  return [...text.matchAll(/^( *)```(\w+)(?: title=(.*))?\n([\s\S]*?)^\1```$/gm)].map(
    ({ 2: language = "", 3: title = "", 4: block = "", index }) => ({
      language,
      title,
      text: block,
      place: `${page}:${text.slice(0, index).split("\n").length}`,
      dialect: dialectIn(block) ?? others.find(([of, has]) => of === page && has.test(block))?.[2] ?? ofPage,
    }),
  )
}

function dialectIn(text: string): SqlDialect | undefined {
  const [, found] = /^dialect: (duckdb|postgres|redshift)\b/m.exec(text) ?? []
  return found as SqlDialect | undefined
}

describe("templates that the pages print", () => {
  const templates = blocks.filter(
    ({ language, text }) =>
      language === "handlebars" || (language === "sql" && /\{\{(config|ref|source) /.test(text)),
  )

  it("are many", () => expect(templates.length).toBeGreaterThan(30))

  it.each(templates.map((block) => [block.place, block] as const))("%s", (_, { title, text }) => {
    const file = { path: "models/example.sql", text }
    if (/\{\{#(macro|test)\b/.test(text)) {
      const { macros, tests } = parseMacroFile(file)
      expect(macros.length + tests.length, title).toBeGreaterThan(0)
    } else expect(() => parseTemplate(file)).not.toThrow()
  })
})

describe("SQL that the pages print", async () => {
  const duckdb = await (await DuckDBInstance.create()).connect()
  const statements = blocks.flatMap((block) =>
    (block.language === "yaml" ? sqlOfYaml(block.text) : sqlOf(block)).map(
      (sql) => [block.place, block.dialect, sql] as const,
    ),
  )

  it("is much", () => expect(statements.length).toBeGreaterThan(30))

  it.each(statements)("%s in the dialect %s: %s", async (_, dialect, sql) => {
    if (dialect === "duckdb") await duckdb.extractStatements(sql)
    else parseStatement(sql, dialect)
  })
})

/** The statements of a block, what it calls replaced by a name. */
function sqlOf({ language, text }: Block): readonly string[] {
  if (language !== "sql" && language !== "handlebars") return []
  return plain(text)
    .split(";")
    .flatMap((each) => {
      const sql = each.trim()
      // The middle is left out.
      if (/(^|\s)\.\.\.|…/.test(sql)) return []
      if (/^(where|qualify)\b/.test(sql)) return [`select * from t ${sql}`]
      return /^(select|with|insert|update|delete|merge|create table|drop|analyze)\b/.test(sql) ? [sql] : []
    })
}

const hooks = new Set(["on-run-start", "on-run-end", "pre_hook", "post_hook", "pre-hook", "post-hook"])

/** The statements of hooks, wherever they stand. */
function sqlOfYaml(text: string): readonly string[] {
  const found: string[] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const each of value) walk(each)
    if (Array.isArray(value) || typeof value !== "object" || value === null) return
    for (const [key, each] of Object.entries(value)) {
      if (hooks.has(key.replace(/^\+/, "")))
        found.push(...[each].flat().map((hook) => plain(String(Object(hook).sql ?? hook))))
      else walk(each)
    }
  }
  for (const document of parseAllDocuments(text)) {
    expect(document.errors, text).toEqual([])
    walk(document.toJS())
  }
  return found.filter((sql) => sql.trim() !== "")
}

function plain(text: string): string {
  return text
    .replaceAll(/\{\{#unless @last\}\}.*?\{\{\/unless\}\}/gs, "")
    .replaceAll(/\{\{~?!.*?\}\}/gs, "")
    .replaceAll(/\{\{~?\s*(config|#|\/|else).*?\}\}/gs, "")
    .replaceAll(/\{\{~?\s*var .*?\}\}/gs, "1")
    .replaceAll(/\{\{\{?~?.*?\}?\}\}/gs, "x")
}
