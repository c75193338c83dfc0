/** What a rejected version's command shows, pasted into a shell as it was printed. */
import { spawnSync } from "node:child_process"
import { expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { luxFile, warmLux } from "../dev/lux-process.testkit.ts"

const printed = /^ {2}rejected: (lux show .*)$/m

function pasted(command: string, cwd: string) {
  const { stdout, stderr, status } = spawnSync(
    "bash",
    ["-c", command.replace(/^lux/, `"$0" "${luxFile}"`), process.execPath],
    {
      cwd,
      encoding: "utf8",
    },
  )
  return { stdout, stderr, status }
}

it.each([
  ["orders", []],
  [`it's "Odd"`, []],
  ["select", ["--target", "other", "--target-path", "its 'own'"]],
])("the printed command shows what was rejected: %s", async (alias, flags) => {
  const project = temporaryProject(
    {
      "models/orders.sql": "{{config materialized='table'}}\nselect {{var 'id'}} as id union all select 7\n",
      "models/orders.yml": `models:\n  - name: orders\n    config: {alias: ${JSON.stringify(alias)}}\n    columns: [{name: id, data_tests: [unique]}]\n`,
    },
    "dialect: duckdb\ntarget: dev\ntargets:\n  dev: {type: duckdb, path: dev.duckdb}\n  other: {type: duckdb, path: other.duckdb}\n",
  )
  const args = [...flags, "--vars", "{id: 7}", "--project-dir", project.folder]
  const { stderr } = await warmLux(["build", ...args], { cwd: "/" })
  const command = printed.exec(stderr)?.[1] ?? stderr
  const shown = pasted(command, "/")
  expect(shown.stderr).toMatch(
    flags.includes("other") ? /^2 rows from .*other.duckdb/ : /^2 rows from .*dev.duckdb/,
  )
  expect(shown.stdout.match(/7/g)).toHaveLength(2)
  // Nothing is fixed: a retry rejects it once more, in the target of the run before.
  const again = await warmLux(["retry", ...args.filter((arg) => !["--target", "other"].includes(arg))], {
    cwd: "/",
  })
  expect(printed.exec(again.stderr)?.[1]).toContain(
    flags.includes("other") ? "--target other" : "--project-dir",
  )
})
