/** For tests: a real Spark in a process of its own, that answers queries. */
import { execFileSync, spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import * as z from "zod"
import { sparkSettings } from "../sql/to-spark/engine.ts"
import { repositoryRoot } from "./lux-process.testkit.ts"
import { needing } from "./needing.testkit.ts"

const answers = z.union([
  z.object({ error: z.string() }),
  z.object({
    columns: z.array(z.string()),
    rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  }),
])

export interface SparkUnderTest {
  /** The first row of a query as Redshift's texts. Throws what Spark says where it refuses. */
  firstRow(sql: string): Promise<readonly (string | null)[]>
  run(sql: string): Promise<void>
  stop(): Promise<void>
}

const requirements = "pyspark 3.5.6 in LUX_TEST_SPARK_PYTHON, and Java"

/** Tests that are left out where there is no Spark. */
export const needingSpark = needing(requirements, sparkPython() !== undefined)

/** A Python that has pyspark, as `LUX_TEST_SPARK_PYTHON` says. */
export function sparkPython(): string | undefined {
  const python = process.env.LUX_TEST_SPARK_PYTHON
  if (python === undefined) return undefined
  try {
    execFileSync(python, ["-c", "import pyspark"], { stdio: "ignore" })
    execFileSync("java", ["-version"], { stdio: "ignore" })
    return python
  } catch {
    return undefined
  }
}

/** Starts Spark as lux does for stage models. `compiles`: as in production, queries become bytecode; else they are interpreted. */
export async function startSpark({ compiles }: { readonly compiles: boolean }): Promise<SparkUnderTest> {
  const python = sparkPython()
  if (python === undefined) throw new Error(`no ${requirements}`)
  const folder = mkdtempSync(join(tmpdir(), "lux-spark-"))
  const settings = {
    ...sparkSettings,
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.default.parallelism": "1",
    "spark.ui.enabled": "false",
    "spark.log.level": "OFF",
    "spark.driver.memory": "1g",
    "spark.sql.warehouse.dir": join(folder, "warehouse"),
    ...(compiles
      ? {}
      : { "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN" }),
  }
  const script = join(repositoryRoot, ".ci", "spark", "session.py")
  const child = spawn(python, [script, JSON.stringify(settings)], {
    cwd: folder,
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, SPARK_LOCAL_IP: "127.0.0.1", PYSPARK_PYTHON: python },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => {
    const { value, done } = await lines.next()
    if (done) throw new Error("Spark ended")
    return JSON.parse(value)
  }
  await next()
  const ask = async (sql: string) => {
    child.stdin.write(`${JSON.stringify({ sql })}\n`)
    const answer = answers.parse(await next())
    if ("error" in answer) throw new Error(answer.error)
    return answer.rows
  }
  return {
    async firstRow(sql) {
      const [row = []] = await ask(sql)
      return row.map((value) => (value === null ? null : String(value)))
    },
    async run(sql) {
      await ask(sql)
    },
    async stop() {
      child.stdin.end()
      await once(child, "exit")
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
