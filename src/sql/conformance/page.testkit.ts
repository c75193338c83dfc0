import { functionSignatures } from "../analysis/functions/signatures.ts"
import { SqlRefusal, SqlRefusals } from "../refusal.ts"
import { translateFor } from "../translate.ts"
import type { Engine } from "../translation/context.ts"
import { chapters } from "./chapters.testkit.ts"
import { groups } from "./groups.testkit.ts"
import { type ConformanceCase, conformanceSetup } from "./setup.testkit.ts"
import { type SparkTables, sparkTables } from "./spark-setup.testkit.ts"

const guide = "https://docs.aws.amazon.com/redshift/latest/dg"

/** The page of what is verified, of the corpus and of Redshift's functions: another engine is another column. */
export function conformancePage(engines: readonly Engine[]): string {
  const heads = engines.map(({ name }) => name)
  return `# Redshift's SQL on other engines

Made from the conformance cases of the source (\`src/sql/conformance/\`): a test holds this page to them, and every case to its value
on each engine. What is refused is LUX-1301: [SQL dialects](sql-dialect.md) says what to write instead.

## Cases by chapter

Cases with Redshift's value on each engine, of all cases. The others are refused with a reason: \`npm run conformance\` asks the
engines and prints the reasons.

${table(["chapter of the guide", "pages", "cases", ...heads], chapterRows(engines))}

## Functions

${table(["construct", ...heads, "note"], functionRows(engines))}
`
}

function chapterRows(engines: readonly Engine[]): readonly (readonly string[])[] {
  const tables = sparkTables(conformanceSetup).types
  const shares = (cases: readonly ConformanceCase[]) =>
    engines.map((engine) => {
      const right = cases.filter(([sql]) => isTranslated(sql, engine, tables)).length
      return `${right} (${Math.floor((100 * right) / cases.length)} %)`
    })
  const all = chapters.flatMap(({ cases }) => cases)
  return [
    ...chapters.map(({ chapter, subjects, cases }) => [
      chapter,
      subjects.map(({ title, page }) => `[${title}](${guide}/${page})`).join(", "),
      String(cases.length),
      ...shares(cases),
    ]),
    ["all", "", String(all.length), ...shares(all)],
  ]
}

/** A case that an engine does not refuse has its value there: the tests of the engines hold that. */
function isTranslated(sql: string, engine: Engine, tables: SparkTables["types"]): boolean {
  try {
    translateFor(engine, sql, { columnTypes: (relation) => tables[relation] })
    return true
  } catch (error) {
    if (error instanceof SqlRefusal || error instanceof SqlRefusals) return false
    throw error
  }
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
