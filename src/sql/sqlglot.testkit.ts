import { readFileSync } from "node:fs"
import { join } from "node:path"

/** Where the source distribution of sqlglot is unpacked, whose tests hold much of Redshift's SQL. */
export const sqlglotFolder = process.env.LUX_TEST_SQLGLOT

/** The queries of its tests of Redshift that are Redshift's own SQL, each once. */
export function sqlglotQueries(folder: string): readonly string[] {
  const source = readFileSync(join(folder, "tests", "dialects", "test_redshift.py"), "utf8")
  const literal = String.raw`("""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`
  const uses = new RegExp(
    String.raw`(?:validate_identity\(\s*|validate_all\(\s*|"redshift":\s*)${literal}`,
    "g",
  )
  const queries = [...source.matchAll(uses)].map(([, text = ""]) => textOf(text).trim())
  return [...new Set(queries.filter((sql) => /^(?:select|with)\b/i.test(sql)))]
}

/** The text that a string of Python stands for. */
function textOf(literal: string): string {
  const quotes = literal.startsWith('"""') ? 3 : 1
  const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t" }
  return literal.slice(quotes, -quotes).replace(/\\([\s\S])/g, (_, next: string) => escapes[next] ?? next)
}
