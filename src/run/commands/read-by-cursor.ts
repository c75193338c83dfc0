import { open, rm } from "node:fs/promises"
import { LuxError } from "../../errors.ts"
import { identifier, stringLiteral } from "../../sql/identifier.ts"
import { embeddedType } from "../../warehouse/postgres/embedded-type.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { columnsOf } from "../build/publication.ts"
import type { EmbeddedEngine } from "../lake/embedded-engine.ts"

const rowsAtOnce = 10_000

/** Writes a query's rows, which are read by a cursor and so are of one state of the database; returns how many. */
export async function cursorToText(
  session: Session,
  sql: string,
  file: string,
  format: "csv" | "json",
): Promise<number> {
  return session.transaction(async () => {
    const names = (await columnsOf(session, `(\n${sql}\n) as written`)).map(({ name }) => name)
    const list = names.map((name, index) => `  cast(${identifier(name)} as text) as c${index}`).join(",\n")
    const what = format === "json" ? "cast(row_to_json(written.*) as text) as line" : `\n${list}`
    await session.run(`declare lux_export no scroll cursor for\nselect ${what}\nfrom (\n${sql}\n) as written`)
    await using out = await open(file, "w")
    if (format === "csv") await out.write(`${names.map(csvField).join(",")}\n`)
    for (let count = 0; ; ) {
      const { rows } = await session.query(`fetch ${rowsAtOnce} from lux_export`)
      const lines = rows.map((row) =>
        format === "json"
          ? `${String(row["line"])}\n`
          : `${names.map((_, index) => csvField(row[`c${index}`])).join(",")}\n`,
      )
      await out.write(lines.join(""))
      count += rows.length
      if (rows.length < rowsAtOnce) {
        await session.run("close lux_export")
        return count
      }
    }
  })
}

/** The same as Parquet, which the engine next to the warehouse writes. */
export async function cursorToParquet(
  session: Session,
  sql: string,
  file: string,
  embeddedEngine: EmbeddedEngine,
): Promise<number> {
  const text = `${file}.csv`
  const columns = await columnsOf(session, `(\n${sql}\n) as written`)
  checkNames(columns)
  try {
    const count = await cursorToText(session, sql, text, "csv")
    const types = columns.map(
      ({ name, type }) => `${stringLiteral(name)}: ${stringLiteral(embeddedType(type))}`,
    )
    const from = `read_csv(${stringLiteral(text)}, ${readOurs}, columns = {${types.join(", ")}})`
    const { embedded } = await embeddedEngine.statements()
    await embeddedEngine.use((engine) =>
      engine.run(embedded.copyTo(`select * from ${from}`, file, "parquet")),
    )
    return count
  } finally {
    await rm(text, { force: true })
  }
}

/** Postgres tells apart names that differ in case alone; the engine that writes Parquet, and measures its rows, does not. */
function checkNames(columns: readonly { readonly name: string }[]): void {
  const seen = new Map<string, string>()
  for (const { name } of columns) {
    const other = seen.get(name.toLowerCase())
    if (other !== undefined)
      throw new LuxError("LUX-2106", `columns "${other}" and "${name}" differ in case alone`, {
        hint: "Parquet files and profiles are made by DuckDB, which takes them for one column. Select one of them under another name, or export as csv or json.",
      })
    seen.set(name.toLowerCase(), name)
  }
}

/** What {@link csvField} writes; a row may be long. */
const readOurs =
  "auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', nullstr = '', allow_quoted_nulls = false, max_line_size = 33554432"

/** Null is an empty field; an empty text one in quotes. */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return ""
  const text = String(value)
  return text === "" || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
