/** Airflow's image and its start, in the real Airflow on a real Postgres where these are. */
import { type ChildProcess, execFile, spawn } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { createServer as createHttpServer } from "node:http"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { afterAll, describe, expect, it } from "vitest"
import { needing } from "../../src/dev/needing.testkit.ts"
import { startPostgres } from "../../src/dev/redshift/postgres-process.ts"
import { tool } from "../../src/dev/tools.testkit.ts"
import { airflowHealth } from "../src/stacks/airflow.ts"
import { root } from "../src/synthesised.testkit.ts"

// Not at once: this process leads Airflow to its database.
const run = promisify(execFile)
const here = fileURLToPath(new URL(".", import.meta.url))
const python = process.env["LUX_TEST_AIRFLOW_PYTHON"] ?? ""
const airflow = needing(
  "Airflow 3.3 in LUX_TEST_AIRFLOW_PYTHON, and minutes: npm run acceptance -- airflow",
  existsSync(python) && process.env["LUX_TEST_AIRFLOW_PARTS"] !== undefined,
)
const hadolint = tool("hadolint")
const home = mkdtempSync(join(tmpdir(), "lux-airflow-"))
const running: ChildProcess[] = []
afterAll(() => {
  for (const { pid } of running) if (pid !== undefined) process.kill(-pid, "SIGKILL")
  rmSync(home, { recursive: true, force: true })
})

hadolint.needing.it("the Dockerfile has no finding of hadolint", () => {
  expect(hadolint.run([join(here, "Dockerfile")], root)).toEqual({ code: 0, text: "" })
})

it("what the image installs is what the tests run", () => {
  const tested = readFileSync(join(root, ".ci/airflow/requirements.txt"), "utf8").split("\n")
  const pinned = readFileSync(join(here, "requirements.txt"), "utf8").split("\n").filter(Boolean)
  expect(pinned.every((line) => /^[\w-]+==[\w.]+$/.test(line))).toBe(true)
  for (const line of pinned) expect(tested).toContain(line)
})

const boto = process.env["LUX_TEST_PYTHON"] ?? ""

needing("boto3 in LUX_TEST_PYTHON", existsSync(boto)).it(
  "a task that failed is published as an alarm",
  async () => {
    const asked: URLSearchParams[] = []
    const sns = createHttpServer((request, response) => {
      let body = ""
      request.on("data", (piece) => (body += piece))
      request.on("end", () => {
        asked.push(new URLSearchParams(body))
        response.end(
          "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
        )
      })
    })
    await new Promise<void>((done) => sns.listen(0, "127.0.0.1", done))
    const address = sns.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    const context = `{
    "ti": N(dag_id="shop_marts", task_id="marts", try_number=3),
    "dag_run": N(run_id="r1", logical_date=None, run_after="2026-01-05T10:00:00"),
    "exception": Exception("no capacity " + "x" * 5000),
  }`
    await run(
      boto,
      ["-c", `from types import SimpleNamespace as N\nimport lux_failures\nlux_failures.tell(${context})`],
      {
        env: {
          PYTHONPATH: here,
          PYTHONDONTWRITEBYTECODE: "1",
          LUX_FAILURES_TOPIC: "arn:aws:sns:eu-west-1:1:failures",
          AWS_DEFAULT_REGION: "eu-west-1",
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
          AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        },
      },
    )
    sns.close()
    const [said] = asked
    expect(said?.get("TopicArn")).toBe("arn:aws:sns:eu-west-1:1:failures")
    const message = JSON.parse(said?.get("Message") ?? "")
    expect(message).toMatchObject({ AlarmName: "Airflow shop_marts.marts", NewStateValue: "ALARM" })
    expect(message.NewStateReason).toMatch(/^run r1 of 2026-01-05T10:00:00, try 3: no capacity x+$/)
    expect(message.NewStateReason.length).toBeLessThan(1_100)
  },
)

/** A port that leads to the socket of a server. */
async function portTo(socket: string): Promise<number> {
  const server = createServer((client) => {
    const there = connect(socket)
    client.on("error", () => there.destroy())
    there.on("error", () => client.destroy())
    client.pipe(there).pipe(client)
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  server.unref()
  const address = server.address()
  return typeof address === "object" && address !== null ? address.port : 0
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  return typeof address === "object" && address !== null ? address.port : 0
}

describe("start.sh", () => {
  airflow.it(
    "migrates, makes the administrator, and starts parts that their health checks find well",
    async () => {
      const postgres = await startPostgres()
      const port = await freePort()
      const address = `http://127.0.0.1:${port}`
      mkdirSync(join(home, "dags"))
      const env = {
        PATH: `${dirname(python)}:${process.env["PATH"]}`,
        HOME: home,
        AIRFLOW_HOME: home,
        DATABASE_HOST: "127.0.0.1",
        DATABASE_PORT: String(await portTo(join(postgres.host, ".s.PGSQL.5432"))),
        DATABASE_NAME: postgres.database,
        DATABASE_USER: postgres.user,
        DATABASE_PASSWORD: "any",
        // The server of the tests speaks no TLS.
        DATABASE_SSL: "prefer",
        // As Secrets Manager makes them: letters and digits.
        FERNET_SEED: "Ab3dEf6hIj9lMn2pQr5tUv8xYz1BcDeFgHiJkLmNoPq",
        ADMIN_PASSWORD: "Ab3dEf6hIj9lMn2pQr5tUv8x",
        AIRFLOW__API__SECRET_KEY: "key",
        AIRFLOW__API_AUTH__JWT_SECRET: "a secret that is long enough to sign what tasks show to the API",
        AIRFLOW__API__PORT: String(port),
        AIRFLOW__CORE__EXECUTOR: "LocalExecutor",
        AIRFLOW__CORE__AUTH_MANAGER: "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${address}/execution/`,
        AIRFLOW__CORE__LOAD_EXAMPLES: "False",
      }
      try {
        const parts = ["api-server", "scheduler", "dag-processor", "triggerer"] as const
        for (const part of parts)
          running.push(spawn(join(here, "start.sh"), [part], { env, detached: true, stdio: "ignore" }))
        for (const part of parts) {
          const check = airflowHealth[part].replace("8080", String(port))
          let well = false
          for (let tries = 0; tries < 60 && !well; tries++) {
            await wait(2000)
            try {
              await run("sh", ["-c", check], { env })
              well = true
            } catch {}
          }
          expect(well, part).toBe(true)
        }
        const body = JSON.stringify({ username: "admin", password: env.ADMIN_PASSWORD })
        const headers = { "content-type": "application/json" }
        const signedIn = await fetch(`${address}/auth/token`, { method: "POST", headers, body })
        expect(signedIn.status).toBe(201)
        const wrong = await fetch(`${address}/auth/token`, {
          method: "POST",
          headers,
          body: body.replace("Ab3d", "Wrong"),
        })
        expect(wrong.status).toBe(401)
        const isKey =
          "import os; from cryptography.fernet import Fernet; Fernet(os.environ['FERNET_SEED'] + '=')"
        await run(python, ["-c", isKey], { env })
      } finally {
        await postgres.stop()
      }
    },
    600_000,
  )
})
