/** Every example that `lux --help` and `lux <command> --help` print, run as printed: in a shell, where one reads more than words. */
import { execFile, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { EMRServerlessClient, StartJobRunCommand } from "@aws-sdk/client-emr-serverless"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { startFakeEmr } from "../dev/emr/fake-emr.testkit.ts"
import { luxFile, repositoryRoot, warmLux } from "../dev/lux-process.testkit.ts"
import { commands } from "./commands.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-examples-"))
const project = join(folder, "project")
const programs = join(folder, "bin")
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The project of this repository, built from an hour of the generated world. */
beforeAll(async () => {
  mkdirSync(project)
  for (const part of ["lux_project.yml", "models", "macros", "seeds", "tests", "lambdas"])
    cpSync(join(repositoryRoot, part), join(project, part), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    })
  symlinkSync(join(repositoryRoot, "node_modules"), join(project, "node_modules"))
  mkdirSync(programs)
  mkdirSync(join(folder, ".config/fish/completions"), { recursive: true })
  symlinkSync(luxFile, join(programs, "lux"))
  for (const line of ["lux dev lake --hours 1", "lux build"])
    expect(await inShell(line), line).toMatchObject({ code: 0 })
}, 300_000)

describe("lux --help", async () => {
  const { stdout } = await warmLux(["--help"])
  it.each(examplesIn(stdout))("%s", works, 120_000)
})

describe.each(commands.map((command) => [command.words.join(" "), command] as const))(
  "lux %s --help",
  async (name, command) => {
    const { stdout } = await warmLux([...command.words, "--help"])
    const examples = examplesIn(stdout)

    it("ends in its examples, which fit on their lines", () => {
      expect(examples).toEqual(command.examples.map(([example]) => `lux ${example}`))
      expect(examples.filter((example) => !example.startsWith(`lux ${name}`))).toEqual([])
      expect(examples.length).toBeGreaterThan(0)
    })

    it.each(examples)("%s", works, 120_000)
  },
)

async function works(line: string): Promise<void> {
  if (line.startsWith("lux docs serve")) {
    expect(await interrupted(line), line).toEqual({ code: 130, wasServing: true })
    return
  }
  if (line.startsWith("lux spark ")) {
    const job = await runningJob()
    const words = line.replace("j-1ABC", job.id).split(/ +/)
    expect(await warmLux(words.slice(1), { cwd: project, env: job.env }), line).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(job.id),
    })
    await job.close()
    return
  }
  if (line.startsWith("lux lake ")) {
    // Nothing is set aside here; what the commands do with files that are is in src/api/tests/rejects.test.ts.
    const done = await warmLux(line.split(/ +/).slice(1), { cwd: project, env: { HOME: folder } })
    expect(done, line).toMatchObject({ code: 2, stderr: expect.stringContaining("LUX-3255") })
    return
  }
  const isWords = /^lux (?!init|dev|completion)[\w +:,./=@-]+$/.test(line)
  const done = isWords
    ? warmLux(line.split(/ +/).slice(1), { cwd: project, env: { HOME: folder } })
    : inShell(line)
  expect(await done, line).toMatchObject({ code: 0 })
}

/** A job of this project on a service that plays EMR Serverless, and the variables that lead a command there. */
async function runningJob() {
  const fake = await startFakeEmr({ neverStarts: true })
  const aws = {
    AWS_ENDPOINT_URL_EMR_SERVERLESS: fake.endpoint,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  }
  const client = new EMRServerlessClient({
    region: aws.AWS_REGION,
    endpoint: fake.endpoint,
    credentials: { accessKeyId: aws.AWS_ACCESS_KEY_ID, secretAccessKey: aws.AWS_SECRET_ACCESS_KEY },
  })
  const { jobRunId: id = "" } = await client.send(
    new StartJobRunCommand({
      applicationId: "00app",
      executionRoleArn: "arn:aws:iam::123456789012:role/spark",
      clientToken: "examples",
      jobDriver: { sparkSubmit: { entryPoint: "s3://lux/runner.py" } },
      tags: { "lux:project": "luxury_brands", "lux:invocation": "examples" },
    }),
  )
  client.destroy()
  const env = {
    ...aws,
    HOME: folder,
    LUX_REDSHIFT_WORKGROUP: "lux",
    LUX_BATCHES: "s3://lux/batches",
    LUX_SPARK_APPLICATION: "00app",
    LUX_SPARK_ROLE: "arn:aws:iam::123456789012:role/spark",
  }
  return { id, env, close: () => fake.close() }
}

/** The command lines under the last heading, `Examples:`; what they mean stands behind two blanks. */
function examplesIn(help: string): readonly string[] {
  const [, examples = ""] = help.split(/^Examples:\n/m)
  return [...examples.matchAll(/^ {2}(lux .*?)(?: {2}.*)?$/gm)].map(([, line = ""]) => line)
}

/** What serves until somebody stops it: it is stopped as soon as it says where it serves. */
function interrupted(line: string): Promise<{ code: number | null; wasServing: boolean }> {
  const { LUX_LAKE: _, LUX_DATABASE: __, ...env } = process.env
  return new Promise((done) => {
    let wasServing = false
    // No program in an empty PATH can open a browser.
    const child = spawn(process.execPath, [luxFile, ...line.split(/ +/).slice(1)], {
      cwd: project,
      env: { ...env, PATH: programs, HOME: folder },
    })
    child.stdout.on("data", (text: Buffer) => {
      if (!text.includes("Ctrl-C stops it")) return
      wasServing = true
      child.kill("SIGINT")
    })
    child.on("close", (code) => done({ code, wasServing }))
  })
}

function inShell(line: string): Promise<{ code: number | null; output: string }> {
  const path = `${programs}${delimiter}${process.env.PATH}`
  const { LUX_LAKE: _, LUX_DATABASE: __, ...env } = process.env
  return new Promise((done) => {
    const child = execFile(
      "bash",
      ["-c", line],
      {
        cwd: /^lux init(?! --dbt-stub)/.test(line) ? mkdtempSync(join(folder, "new_")) : project,
        env: { ...env, PATH: path, HOME: folder },
      },
      (_error, stdout, stderr) => done({ code: child.exitCode, output: stdout + stderr }),
    )
  })
}
