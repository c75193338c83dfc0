/** For tests: the project of a case on one warehouse. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { createLux } from "../../api/create-lux.ts"
import type { NodeResult, RunResult, ShowResult } from "../../api/types.ts"
import { lux, warmLux } from "../../dev/lux-process.testkit.ts"
import type { Network } from "../../dev/redshift/network-project.testkit.ts"
import { LuxError, LuxErrors } from "../../errors.ts"
import type { CaseProject, CaseWarehouse, Rows } from "./case.testkit.ts"

/** `name` is its project's name, and the prefix of its schemas: cases share a server. */
export function caseProject(name: string, warehouse: CaseWarehouse, network: Network): CaseProject {
  const folder = mkdtempSync(join(tmpdir(), "lux-case-"))
  const database = join(folder, "w.duckdb")
  const more = `schema: data, schema_prefix: ${name}_, threads: 2`
  const target =
    warehouse === "duckdb" ? "{type: duckdb, path: w.duckdb, schema: data}" : network.target(warehouse, more)
  const schema = warehouse === "duckdb" ? "data" : `${name}_data`

  const project: CaseProject = {
    warehouse,
    folder,
    schema,
    database,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    settings: (yaml) =>
      project.write({
        "lux_project.yml": `name: ${name}\ndialect: ${warehouse}\ntargets: {dev: ${target}}\n${yaml}`,
      }),
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    read: (path) => readFileSync(join(folder, path), "utf8"),
    lux: (vars) => createLux({ projectDir: folder, env: {}, vars }),
    execute: (command, { vars, ...options } = {}) => project.lux(vars).execute(command, options),
    async statuses(command, options) {
      const { nodes } = await project.execute(command, options)
      return Object.fromEntries(nodes.map((node) => [shortName(node.uniqueId), statusOf(node)]))
    },
    async checks(command, options) {
      const { nodes } = await project.execute(command, options)
      return Object.fromEntries(
        nodes.flatMap(({ checks }) => checks.map(({ name, status }) => [name, status])),
      )
    },
    async errors(command, options) {
      try {
        return messagesOf(await project.execute(command, options)).join("\n")
      } catch (error) {
        return refusal(error)
      }
    },
    async rows(sql) {
      return rowsOf(await project.lux().show({ inline: sql, limit: -1 }))
    },
    async elsewhere(...sqls) {
      if (warehouse === "duckdb") return onFile(database, sqls)
      const opened = await network.open(warehouse, 1)
      try {
        return await opened.withSession(async (session) => {
          const answers: Rows[] = []
          for (const sql of sqls) {
            if (/^select\b/i.test(sql)) answers.push(rowsOf(await session.query(sql)))
            else {
              await session.run(sql)
              answers.push([])
            }
          }
          return answers
        })
      } finally {
        await opened.close()
      }
    },
    command: (args, options) =>
      options === undefined ? warmLux(args, { cwd: folder }) : lux(args, { cwd: folder, ...options }),
  }
  project.settings("")
  return project
}

/** `model.p.orders` -> `orders`. */
function shortName(uniqueId: string): string {
  return uniqueId.split(".")[2] ?? uniqueId
}

function statusOf({ status, error, checks }: NodeResult): string {
  const code = error?.code ?? checks.find((check) => check.error !== undefined)?.error?.code
  return code === undefined || status === "skipped" ? status : `${status} ${code}`
}

function messagesOf({ nodes }: RunResult): readonly string[] {
  return nodes.flatMap(({ error, checks }) =>
    [error, ...checks.map((check) => check.error)].flatMap((found) =>
      found === undefined ? [] : textOfError(found),
    ),
  )
}

function refusal(error: unknown): string {
  if (error instanceof LuxErrors) return error.errors.map(textOfError).join("\n")
  if (error instanceof LuxError) return textOfError(error)
  throw error
}

function textOfError({ code, message, place, hint }: LuxError): string {
  const where = place === undefined ? "" : ` ${place.file}:${place.line}:${place.column}`
  return `${code}${where} ${message}${hint === undefined ? "" : `\nhint: ${hint}`}`
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}

function rowsOf({ columns, rows }: Pick<ShowResult, "columns" | "rows">): Rows {
  return rows.map((row) => columns.map(({ name }) => textOf(row[name])))
}

async function onFile(path: string, sqls: readonly string[]): Promise<readonly Rows[]> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  try {
    const answers: Rows[] = []
    for (const sql of sqls)
      answers.push((await connection.runAndReadAll(sql)).getRowsJson().map((row) => row.map(textOf)))
    return answers
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
