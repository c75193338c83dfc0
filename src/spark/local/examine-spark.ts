import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import type { LocalSpark } from "../../project/target/spark-settings.ts"
import { type FoundPython, findPython, usualEnvironment } from "./find-python.ts"

/** The version that EMR 7.13 has, and that the translation is proven on. */
export const sparkVersion = "3.5.6"

/** One thing that Spark on this machine needs. */
export interface SparkPart {
  readonly name: "java" | "spark" | "spark-avro"
  readonly ok: boolean
  readonly detail: string
  readonly hint?: string
}

const run = promisify(execFile)

/** What is found and what is missing; starts Java and Python, and no Spark. */
export async function examineSpark(
  settings: LocalSpark,
  { env, root, batchFormat }: Around,
): Promise<readonly SparkPart[]> {
  const parts = await Promise.all([java(env), python(findPython(settings, env, root))])
  return batchFormat === "avro" ? [...parts, avro(settings)] : parts
}

interface Around {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Of the project. */
  readonly root: string
  /** What batches are written as. */
  readonly batchFormat: string
}

/** The commands that make what is looked for. */
export const commandsForSpark = `python3 -m venv ${usualEnvironment} && ${usualEnvironment}/bin/pip install pyspark==${sparkVersion}`

const avroFile = `${usualEnvironment}/spark-avro_2.12-${sparkVersion}.jar`
/** Gets the one jar of spark-avro. */
const commandForAvro = `mvn -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy -Dartifact=org.apache.spark:spark-avro_2.12:${sparkVersion} -DoutputDirectory=${usualEnvironment}`

async function java(env: Readonly<Record<string, string | undefined>>): Promise<SparkPart> {
  const program = env["JAVA_HOME"] ? join(env["JAVA_HOME"], "bin", "java") : "java"
  const hint = "Install Java 17 (apt-get install openjdk-17-jre-headless), or set JAVA_HOME to it."
  const said = await printedBy(program, ["-version"])
  if (said === undefined) return { name: "java", ok: false, detail: `${program} does not run`, hint }
  const version = /version "([^"]+)"/.exec(said)?.[1] ?? said.split("\n")[0] ?? ""
  const major = Number(/^(?:1\.)?(\d+)/.exec(version)?.[1])
  if (major === 17 || major === 11) return { name: "java", ok: true, detail: `Java ${version} (${program})` }
  return {
    name: "java",
    ok: false,
    detail: `Java ${version} (${program}); Spark ${sparkVersion} needs 17`,
    hint,
  }
}

async function python(found: FoundPython | undefined): Promise<SparkPart> {
  const hint = `${commandsForSpark}; or set LUX_SPARK_PYTHON, or SPARK_HOME.`
  if (found === undefined)
    return { name: "spark", ok: false, detail: "no Python with pyspark is named, and no SPARK_HOME", hint }
  const where = `${found.python}, from ${found.from}`
  const isPath = found.python.includes("/")
  if (isPath && !existsSync(found.python))
    return { name: "spark", ok: false, detail: `${where}: there is no such file`, hint }
  const said = await printedBy(
    found.python,
    ["-c", "import pyspark; print('pyspark', pyspark.__version__)"],
    found.env,
  )
  const version = /pyspark (\S+)/.exec(said ?? "")?.[1]
  if (version === undefined) return { name: "spark", ok: false, detail: `${where}: it has no pyspark`, hint }
  if (!version.startsWith("3.5."))
    return { name: "spark", ok: false, detail: `${where}: pyspark ${version}, and not ${sparkVersion}`, hint }
  return { name: "spark", ok: true, detail: `pyspark ${version} (${where})` }
}

function avro({ avroJar }: LocalSpark): SparkPart {
  const name = "spark-avro"
  if (avroJar !== undefined && existsSync(avroJar)) return { name, ok: true, detail: avroJar }
  return {
    name,
    ok: false,
    detail:
      avroJar === undefined
        ? "no spark.avro_jar, which writes batches of Avro"
        : `${avroJar}: there is no such file`,
    hint: `${commandForAvro}, then spark: {run_on: local, avro_jar: ${avroFile}}; or batch_format: parquet.`,
  }
}

/** What a program prints, on both streams; undefined where it fails. */
async function printedBy(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, args, { env: { ...process.env, ...env }, timeout: 60_000 })
    return `${stdout}${stderr}`
  } catch {
    return undefined
  }
}
