import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process"
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { setTimeout as sleep } from "node:timers/promises"
import { Interrupted, LuxError } from "../../errors.ts"
import type { LocalSpark } from "../../project/target/spark-settings.ts"
import type { SparkOptions } from "../open-spark.ts"
import { runnerFile } from "../runner-file.ts"
import { messageSchema, type RunnerMessage, type SparkResult } from "../script.ts"
import { sessionSettings } from "../session-settings.ts"
import type { SparkRunner } from "../spark-runner.ts"
import { commandsForSpark, examineSpark, sparkVersion } from "./examine-spark.ts"
import { findPython } from "./find-python.ts"

/** All of Spark's log that is not an error stays out of the way of what lux prints. */
const log4j = `rootLogger.level = error
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = %p %c{1}: %m%n
`

/** After which what does not end by itself is killed. */
const patience = 10_000

/**
 * Spark on this machine: one process and one session for a command, started with the first script. It ends when its standard
 * input does, and so also where lux is killed.
 */
export function localSpark(project: SparkOptions["project"], settings: LocalSpark): SparkRunner {
  let started: Promise<Serving> | undefined
  let scripts = 0
  return {
    run(script, tell) {
      let cancelled = false
      let stop: (() => void) | undefined
      const work = async (): Promise<SparkResult> => {
        if (started === undefined) {
          tell("starting Spark on this machine")
          started = Serving.start(project, settings)
        }
        const serving = await started
        if (cancelled) throw new Interrupted("interrupted")
        const id = ++scripts
        return new Promise((resolve, reject) => {
          stop = () => {
            serving.cancel(id)
            reject(new Interrupted("interrupted"))
          }
          serving.ask(id, JSON.stringify(script), tell).then(resolve, reject)
        })
      }
      const interrupted = new Promise<never>((_, reject) => {
        stop = () => reject(new Interrupted("interrupted"))
      })
      return {
        result: Promise.race([work(), interrupted]),
        cancel() {
          cancelled = true
          stop?.()
        },
      }
    },
    async close() {
      const serving = await started?.catch(() => undefined)
      await serving?.close()
    },
  }
}

interface Asked {
  readonly tell: (message: string) => void
  readonly resolve: (result: SparkResult) => void
  readonly reject: (error: unknown) => void
}

/** A runner that serves. */
class Serving {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #folder: string
  readonly #asked = new Map<number, Asked>()
  readonly #ended: Promise<void>
  #errors = ""
  #closing = false

  /** Throws LUX-3271 where Spark is not there, LUX-3273 where it does not start. */
  static async start(project: SparkOptions["project"], settings: LocalSpark): Promise<Serving> {
    const found = findPython(settings, project.env, project.root)
    if (found === undefined) throw notThere(["no Python with pyspark is named, and no SPARK_HOME"], project)
    const folder = await mkdtemp(join(tmpdir(), "lux-spark-"))
    const log = join(folder, "log4j2.properties")
    await writeFile(log, log4j)
    const conf = {
      ...settings.conf,
      ...sessionSettings,
      "spark.master": `local[${settings.cores ?? availableParallelism()}]`,
      "spark.driver.memory": settings.memory,
      "spark.driver.extraJavaOptions": `-Dlog4j2.configurationFile=file:${log}`,
      "spark.driver.host": "127.0.0.1",
      "spark.sql.warehouse.dir": join(folder, "warehouse"),
      "spark.sql.shuffle.partitions": String(settings.cores ?? availableParallelism()),
      "spark.ui.enabled": "false",
      "spark.ui.showConsoleProgress": "false",
      ...(settings.avroJar === undefined ? {} : { "spark.jars": settings.avroJar }),
    }
    const env = { ...process.env, SPARK_LOCAL_IP: "127.0.0.1", PYSPARK_PYTHON: found.python, ...found.env }
    const args = [runnerFile(), "--serve", "--conf", JSON.stringify(conf)]
    // A group of its own: Ctrl-C is for lux, which ends it.
    const child = spawn(found.python, args, { cwd: folder, env, detached: true })
    const serving = new Serving(child, folder)
    try {
      const version = await serving.#begun
      if (!version.startsWith("3.5.")) throw notThere([`${found.python} has Spark ${version}`], project)
      return serving
    } catch (error) {
      await serving.close()
      if (error instanceof LuxError) throw error
      const { env, root, target } = project
      const parts = await examineSpark(settings, { env, root, batchFormat: target.batchFormat })
      const missing = parts.filter(({ ok }) => !ok).map(({ detail }) => detail)
      throw missing.length > 0 ? notThere(missing, project) : notStarted(error, project)
    }
  }

  readonly #begun: Promise<string>

  private constructor(child: ChildProcessWithoutNullStreams, folder: string) {
    this.#process = child
    this.#folder = folder
    const lines = createInterface({ input: child.stdout })
    this.#begun = new Promise((resolve, reject) => {
      lines.on("line", (line) => this.#hear(messageSchema.parse(JSON.parse(line)), resolve, reject))
      child.on("error", reject)
      child.on("exit", () => reject(new Error(this.#errors.trim() || "it ended at once")))
    })
    // Only who waits for it needs to know; nobody else has to.
    this.#begun.catch(() => undefined)
    child.stderr.on("data", (data: Buffer) => {
      this.#errors = (this.#errors + data.toString("utf8")).slice(-20_000)
    })
    child.stdin.on("error", () => undefined)
    this.#ended = new Promise((resolve) => {
      child.on("error", () => resolve())
      child.on("close", () => {
        this.#failAll()
        resolve()
      })
    })
  }

  async ask(id: number, script: string, tell: (message: string) => void): Promise<SparkResult> {
    const file = join(this.#folder, `script-${id}.json`)
    await writeFile(file, script)
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { tell, resolve, reject })
      this.#send({ id, script: file })
    })
  }

  cancel(id: number): void {
    this.#asked.delete(id)
    this.#send({ cancel: id })
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#process.stdin.end()
    const ended = await Promise.race([this.#ended.then(() => true), sleep(patience, false, { ref: false })])
    if (!ended) this.#kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  #kill(): void {
    const { pid } = this.#process
    try {
      if (pid !== undefined) process.kill(-pid, "SIGKILL")
    } catch {
      // It has ended meanwhile.
    }
  }

  #send(message: object): void {
    this.#process.stdin.write(`${JSON.stringify(message)}\n`)
  }

  #hear(message: RunnerMessage, begun: (version: string) => void, broken: (error: unknown) => void): void {
    switch (message.type) {
      case "started":
        begun(message.spark)
        break
      case "broken":
        broken(new Error(message.error.message))
        break
      case "state":
        this.#asked.get(message.id)?.tell(message.message)
        break
      case "done":
        this.#answered(message.id, ({ resolve }) => resolve(message.result))
        break
      case "cancelled":
        this.#answered(message.id, ({ reject }) => reject(new Interrupted("interrupted")))
        break
      case "failed":
        this.#answered(message.id, ({ reject }) =>
          reject(new LuxError("LUX-3273", `Spark failed: ${message.error.message}`)),
        )
    }
  }

  #answered(id: number, answer: (asked: Asked) => void): void {
    const asked = this.#asked.get(id)
    this.#asked.delete(id)
    if (asked !== undefined) answer(asked)
  }

  #failAll(): void {
    const last = this.#errors.trim().split("\n").slice(-3).join("; ")
    for (const { reject } of this.#asked.values())
      reject(
        this.#closing
          ? new Interrupted("interrupted")
          : new LuxError("LUX-3273", `Spark ended while it worked${last === "" ? "" : `: ${last}`}`, {
              hint: "Was there memory enough? spark: {run_on: local, memory: 2g} gives it more.",
            }),
      )
    this.#asked.clear()
  }
}

function notThere(missing: readonly string[], { target }: SparkOptions["project"]): LuxError {
  return new LuxError("LUX-3271", `Spark is not there for target "${target.name}": ${missing.join("; ")}`, {
    place: target.place,
    hint: `lux debug --target ${target.name} says what is found. It takes Java 17 and pyspark ${sparkVersion}: ${commandsForSpark}`,
  })
}

function notStarted(error: unknown, { target }: SparkOptions["project"]): LuxError {
  const said = error instanceof Error ? error.message : String(error)
  return new LuxError("LUX-3273", `Spark did not start: ${said.split("\n").slice(-3).join("; ")}`, {
    place: target.place,
    hint: `lux debug --target ${target.name} says what is found.`,
    cause: error,
  })
}
