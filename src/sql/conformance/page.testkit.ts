import { functionSignatures } from "../analysis/functions/signatures.ts"
import { SqlRefusal } from "../refusal.ts"
import { translateFor } from "../translate.ts"
import type { Engine } from "../translation/context.ts"
import { chapters } from "./chapters.testkit.ts"
import { groups } from "./groups.testkit.ts"

const guide = "https://docs.aws.amazon.com/redshift/latest/dg"

/** The page of what is verified, of the corpus and of Redshift's functions: another engine is another column. */
export function conformancePage(engines: readonly Engine[]): string {
  const heads = engines.map(({ name }) => name)
  return `# Redshift's SQL on other engines

Made from the conformance cases of the source (\`src/sql/conformance/\`): a test holds this page to them, and every case to its value
on each engine. What is refused is LUX-1301: [SQL dialects](sql-dialect.md) says what to write instead.

## Chapters with cases

${table(["chapter of the guide"], chapterRows())}

## Functions

${table(["construct", ...heads, "note"], functionRows(engines))}
`
}

function chapterRows(): readonly (readonly string[])[] {
  return Object.values(chapters).map(({ title, page }) => [`[${title}](${guide}/${page})`])
}

function functionRows(engines: readonly Engine[]): readonly (readonly string[])[] {
  const cases = Object.values(groups)
    .flat()
    .map(([sql]) => sql.toLowerCase())
  const names = [...functionSignatures().keys()].filter((name) => !/^(?:st|h3|hll|pg|has|ai)_/.test(name))
  return names.toSorted().map((name) => {
    const isAsked = cases.some((sql) => new RegExp(`\\b${name}\\s*\\(`).test(sql))
    const known = engines.map(({ emitters }) => Object.hasOwn(emitters, name))
    const hint = engines.flatMap((engine, at) => (known[at] ? [] : (hintOf(name, engine) ?? [])))[0]
    const note = hint ?? (isAsked ? "has cases" : "")
    return [
      `\`${name}\``,
      ...known.map((isKnown) => (isKnown ? "translated" : "refused")),
      note.replaceAll("|", "\\|"),
    ]
  })
}

function hintOf(name: string, engine: Engine): string | undefined {
  try {
    translateFor(engine, `select ${name}(1)`)
  } catch (error) {
    return error instanceof SqlRefusal ? error.hint : undefined
  }
  return undefined
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n")
}
