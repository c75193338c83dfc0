import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { setTimeout as sleep } from "node:timers/promises"
import { LuxError } from "../../errors.ts"
import { pathIn } from "../../lake/file-store.ts"
import type { RemoteSpark } from "../../project/target/spark-settings.ts"
import { serviceFault } from "../../warehouse/redshift/data-api/service-errors.ts"
import type { SparkOptions } from "../open-spark.ts"
import { runnerFile } from "../runner-file.ts"
import { resultSchema, type SparkResult, type SparkScript } from "../script.ts"
import { sessionSettings } from "../session-settings.ts"

/** A script in S3, with what runs it. */
export interface Uploaded {
  /** Arguments of the runner. */
  readonly args: readonly string[]
  readonly entryPoint: string
  /** Where the runner leaves its result. */
  readonly result: string
  readonly conf: Readonly<Record<string, string>>
}

/**
 * Uploads runner and script under names of their contents, so that what is there already is the same. The result is of this
 * script and this command alone.
 */
export async function uploaded(
  script: SparkScript,
  { place, conf, avroJar }: RemoteSpark,
  { stores, invocationId }: SparkOptions,
): Promise<Uploaded> {
  const store = await stores.of(place)
  const runner = await readFile(runnerFile(), "utf8")
  const text = JSON.stringify(script)
  const entryPoint = pathIn(place, `runner-${digest(runner)}.py`)
  const scriptPath = pathIn(place, "scripts", `${digest(text)}.json`)
  const result = pathIn(place, "results", `${invocationId}-${digest(text)}.json`)
  await store.create(runner, entryPoint)
  await store.create(text, scriptPath)
  const isAvro = script.stages.some(({ format }) => format === "avro")
  return {
    entryPoint,
    result,
    args: ["--script", scriptPath, "--result", result],
    conf: { ...conf, ...sessionSettings, ...(isAvro ? { "spark.jars": avroJar } : {}) },
  }
}

/** What the runner left; undefined where it left nothing. */
export async function resultOf(
  { result }: Pick<Uploaded, "result">,
  { stores }: SparkOptions,
): Promise<SparkResult | undefined> {
  const store = await stores.of(result)
  const text = await store.read(result)
  await store.remove(result)
  return text === undefined ? undefined : resultSchema.parse(JSON.parse(text))
}

/** As spark-submit takes it. */
export function confArguments(conf: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(conf).flatMap(([key, value]) => ["--conf", `${key}=${value}`])
}

export function ownTags(
  { tags }: RemoteSpark,
  { project, invocationId }: SparkOptions,
): Readonly<Record<string, string>> {
  return { ...tags, [projectTag]: project.name, [invocationTag]: invocationId }
}

/** By these tags `lux spark` finds what lux started. */
export const projectTag = "lux:project"
export const invocationTag = "lux:invocation"

/** Waits between two looks: short at first, then a quarter of a minute. */
export async function untilNextLook(looks: number, { wait = sleep }: SparkOptions): Promise<void> {
  await wait(Math.min(15_000, 2_000 * 1.3 ** looks))
}

export function notDone(what: string, hint?: string, cause?: unknown): LuxError {
  return new LuxError("LUX-3275", what, { hint, cause, transient: serviceFault(cause) === "busy" })
}

/** What AWS said, in its own words. */
export function saidBy(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16)
}
