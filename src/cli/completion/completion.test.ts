/** What shells complete: the words for a command line, and the scripts in the shells themselves. */
import { execFileSync, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { createLux } from "../../api/create-lux.ts"
import { luxFile, repositoryRoot, warmLux } from "../../dev/lux-process.testkit.ts"
import { needing } from "../../dev/needing.testkit.ts"
import { complete } from "./complete.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-completion-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const shop = join(folder, "shop")
writeAll({
  "lux_project.yml": "name: shop\ndialect: duckdb\ntargets: {dev: {type: duckdb}, prod: {type: duckdb}}\n",
  "selectors.yml":
    "selectors:\n  - {name: nightly, definition: 'tag:mart'}\n  - {name: hourly, definition: orders}\n",
  "models/marts/revenue.sql": '{{config tags=(list "mart")}}select * from {{ref "orders"}}\n',
  "models/marts/return_rate.sql": 'select * from {{source "web" "returns"}}\n',
  "models/sources.yml":
    "sources: [{name: web, tables: [{name: returns}]}]\nmodels: [{name: revenue, data_tests: [{unique: {column_name: id}}]}]\n",
  "seeds/orders.csv": "id\n1\n",
})

describe("completes", async () => {
  const names = await createLux({ projectDir: shop, env: {} }).names()
  const cases: readonly (readonly [line: string, expected: readonly string[]])[] = [
    ["bui", ["build"]],
    ["sou", ["source"]],
    ["source ", ["freshness"]],
    ["help se", ["seed"]],
    ["--target dev bui", ["build"]],
    ["build --full", ["--full-refresh"]],
    ["build --ful", ["--full-refresh"]],
    ["show --output j", ["json"]],
    ["show --output=j", ["--output=json"]],
    ["ls --resource-type model se", ["seed"]],
    ["build --target ", ["dev", "prod"]],
    ["build -t p", ["prod"]],
    ["build --selector ", ["nightly", "hourly"]],
    ["build --select re", ["return_rate", "revenue", "resource_type:", "result:"]],
    ["build -s orders reve", ["revenue"]],
    ["build -s 2+reve", ["2+revenue"]],
    ["build -s @orders,+reve", ["@orders,+revenue"]],
    ["build -s tag:", ["tag:mart"]],
    ["build -s source:w", ["source:web", "source:web.returns"]],
    ["build -s path:models/", ["path:models/marts"]],
    ["build -s selector:", ["selector:nightly", "selector:hourly"]],
    ["build --exclude config.materialized:i", ["config.materialized:incremental"]],
    ["show ord", ["orders"]],
    ["show orders ", []],
    ["lineage rev", ["revenue."]],
    ["completion ", ["bash", "zsh", "fish"]],
    ["build ", []],
    ["build --threads ", []],
  ]
  it.each(cases)("lux %s", async (line, expected) => {
    const found = await complete(line.split(" "), async () => names)
    expect(found.map(({ text }) => text)).toEqual(expected)
  })

  it("every command, and every flag of one", async () => {
    const { stdout } = await warmLux(["__complete", ""])
    const { stdout: help } = await warmLux(["--help"])
    for (const line of stdout.split("\n").filter((each) => each !== ""))
      if (!line.startsWith("help\t")) expect(help).toMatch(new RegExp(`^ {2}${line.split("\t")[0]}\\b`, "m"))
    const flags = await warmLux(["__complete", "show", "--"])
    const { stdout: ofShow } = await warmLux(["show", "--help"])
    const named = flags.stdout.split("\n").flatMap((line) => /^--[\w-]+/.exec(line)?.[0] ?? [])
    expect(named).toEqual(expect.arrayContaining(["--inline", "--limit", "--target", "--help"]))
    for (const flag of named) expect(ofShow).toContain(flag)
  })

  it("folders, for a flag that takes one", async () => {
    const { stdout } = await warmLux(["__complete", "build", "--project-dir", "sh"], { cwd: folder })
    expect(stdout).toBe("shop/\n")
  })

  it("names of a project that has errors, and says nothing of them", async () => {
    writeAll({ "models/broken.sql": "select {{ref\n" })
    const found = await warmLux(["__complete", "build", "--select", "re"], { cwd: shop })
    rmSync(join(shop, "models/broken.sql"))
    expect(found).toMatchObject({ code: 0, stderr: "" })
    expect(found.stdout).toContain("revenue\tmodel\n")
    expect(await warmLux(["__complete", "build", "-s", "a"], { cwd: tmpdir() })).toMatchObject({
      code: 0,
      stderr: "",
    })
    const nothing = { code: 0, stdout: "", stderr: "" }
    expect(await warmLux(["__complete", "nothing", ""], { cwd: shop })).toEqual(nothing)
  })
})

const programs = join(folder, "bin")
mkdirSync(programs)
symlinkSync(luxFile, join(programs, "lux"))
const env = { ...process.env, PATH: `${programs}${delimiter}${process.env.PATH}` }

describe("bash", () => {
  it.each([
    ["lux bui", ["build"]],
    ["lux build --select tag:", ["mart"]],
    ["lux build -s tag:mart,+source:web.", ["web.returns"]],
    ["lux build --target=p", ["prod"]],
    ["lux ls --log-format ", ["text", "json", "dbt-json"]],
  ])("%s", (line, expected) => {
    // As bash takes a line apart: its characters that break words are words too.
    const words = [...line.matchAll(/[^\s:=]+|[:=]+/g)].map(([word]) => word)
    if (line.endsWith(" ")) words.push("")
    const script = `source <(lux completion bash)
COMP_LINE="$1"; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
_lux_complete; printf '%s\\n' "\${COMPREPLY[@]}"`
    const args = ["--norc", "-c", script, "bash", line, ...words]
    const found = execFileSync("bash", args, { cwd: shop, env, encoding: "utf8" })
    expect(found.trim().split("\n")).toEqual(expected)
  })
})

const there = (shell: string): boolean => spawnSync(shell, ["--version"]).error === undefined

needing("zsh", there("zsh")).it("zsh takes its script", () => {
  const found = spawnSync(
    "zsh",
    ["-fc", "autoload -U compinit; compinit -D; source <(lux completion zsh); echo $_comps[lux]"],
    { env, encoding: "utf8" },
  )
  expect(found).toMatchObject({ stdout: "_lux_complete\n", stderr: "" })
})

needing("fish", there("fish")).it("fish completes", () => {
  const script = "lux completion fish | source; complete --do-complete 'lux build --target p'"
  const found = spawnSync("fish", ["--no-config", "-c", script], { cwd: shop, env, encoding: "utf8" })
  expect(found).toMatchObject({ stdout: "prod\n", stderr: "" })
})

it("has no script for another shell", async () => {
  const { code, stderr } = await warmLux(["completion", "bsh"], { cwd: repositoryRoot })
  expect(code).toBe(2)
  expect(stderr).toContain('LUX-9001 there is no completion for "bsh"\n  hint: Did you mean "zsh"')
})

function writeAll(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(shop, path, ".."), { recursive: true })
    writeFileSync(join(shop, path), text)
  }
}
