/** A secret of the environment is in the warehouse where a model puts it, and in nothing that lux prints or writes. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { expect, it, onTestFinished } from "vitest"
import { type Finished, lux } from "../dev/lux-process.testkit.ts"

const secret = `s3cr3t-it's-"mine"`
const listed = "https://hooks.example/T000"

const files = {
  "lux_project.yml": `name: p
dialect: duckdb
secrets: [SLACK_HOOK]
not_secrets: [TOKEN_COLUMN]
vars:
  hook: '{{env "SLACK_HOOK"}}'
targets: {dev: {type: duckdb, path: w.duckdb}}
on-run-start: |
  create table if not exists main.hooks as select '{{env "SLACK_HOOK"}}' as hook
`,
  ".env": "DOTENV_TOKEN=from-the-file\n",
  "models/a.sql": `select {{literal (env "API_TOKEN")}} as token, '{{env "DOTENV_TOKEN"}}' as other, '{{env "TOKEN_COLUMN"}}' as shown, '{{var "hook"}}' as hook`,
  "models/broken.sql": `select * from no_such_table where x = {{literal (env "API_TOKEN")}}`,
  "models/a.yml": `models:
  - name: a
    description: 'made with {{env "DOTENV_TOKEN"}}'
    columns:
      - name: token
        data_tests: [{accepted_values: {values: [nothing], config: {severity: warn}}}]
`,
}

function project(): string {
  const folder = mkdtempSync(join(tmpdir(), "lux-secrets-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const env = { API_TOKEN: secret, SLACK_HOOK: listed, TOKEN_COLUMN: "customer_ref", LUX_DEBUG: "1" }
/** The first is a part of every form of the first secret. */
const forms = ["s3cr3t-it", listed, "from-the-file"]

it("masks it in everything that is printed and written, while the warehouse gets the real one", async () => {
  const folder = project()
  const run = (...args: readonly string[]): Promise<Finished> => lux(args, { cwd: folder, env })
  const said: string[] = []
  for (const args of [
    ["compile"],
    ["build"],
    ["build", "--log-format", "json"],
    ["build", "--dry-run"],
    ["show", "a"],
    ["show", "a", "--output", "json"],
    ["ls", "--output", "json"],
    ["parse"],
    ["docs", "generate"],
    ["quality"],
    ["debug"],
    ["run-operation", "--sql", `select {{literal (env "API_TOKEN")}} from nowhere`],
    ["compile", "--inline", `select {{literal (env "API_TOKEN")}}`],
  ]) {
    const { stdout, stderr } = await run(...args)
    said.push(stdout, stderr)
    for (const form of forms) expect(`${stdout}${stderr}`, `${args.join(" ")}: ${form}`).not.toContain(form)
  }
  expect(said.join("")).toContain("***")
  expect(said.join("")).toContain("customer_ref")
  for (const path of filesIn(join(folder, "target")))
    for (const form of forms)
      expect(readFileSync(path, "utf8").includes(form), `${form} in ${path}`).toBe(false)
  for (const name of ["manifest.json", "run_results.json", "lux.json"])
    expect(existsSync(join(folder, "target", name)), name).toBe(true)
  JSON.parse(readFileSync(join(folder, "target", "manifest.json"), "utf8"))

  const rows = await query(join(folder, "w.duckdb"), "select token, other, shown, hook from main.a")
  expect(rows).toEqual([[secret, "from-the-file", "customer_ref", listed]])
  const history = await query(join(folder, "w.duckdb"), "select * from quality.check_result")
  for (const form of forms) expect(JSON.stringify(history)).not.toContain(form)
})

it("refuses a secret in SQL that is too short to be masked", async () => {
  const folder = project()
  const { code, stderr } = await lux(["build", "-s", "a"], { cwd: folder, env: { ...env, API_TOKEN: "abc" } })
  expect(code).toBe(2)
  expect(stderr).toMatch(/LUX-1026 models\/a\.sql:1:\d+ {2}the secret "API_TOKEN" is too short/)
})

it("keeps vars of a run for its retry, but for secret ones, which the retry asks for", async () => {
  const folder = project()
  writeFileSync(
    join(folder, "models/broken.sql"),
    `select '{{var "api_token"}}' as t, {{var "n"}} as n from {{var "table" "no_such_table"}}`,
  )
  const vars = `{api_token: "${secret.replaceAll('"', '\\"').replaceAll("'", "")}", n: 17895695668004551}`
  await lux(["build", "--vars", vars], { cwd: folder, env })
  expect(readFileSync(join(folder, "target/run_results.json"), "utf8")).not.toContain("s3cr3t")
  const asked = await lux(["retry"], { cwd: folder, env })
  expect(asked.code).toBe(2)
  expect(asked.stderr).toContain(`LUX-2333 the last run had "api_token" in --vars`)
  const done = await lux(["retry", "--vars", `{api_token: again, table: (select 1)}`], { cwd: folder, env })
  expect(done.code, done.stderr + done.stdout).toBe(0)
  expect(await query(join(folder, "w.duckdb"), "select t, n from main.broken")).toEqual([
    ["again", "17895695668004551"],
  ])
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

async function query(path: string, sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(path, { access_mode: "READ_ONLY" })
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}
