/**
 * For tests: an engine of stage models that does what the embedded one does not. It takes its work as a job that starts later,
 * writes a file for each raw file, and asks the checks itself.
 */
import { Interrupted } from "../errors.ts"
import { plannerFor } from "../quality/plan/planners.ts"
import { audit } from "../run/build/audit.ts"
import { embeddedStageEngine as embedded } from "../run/lake/embedded-stage-engine.ts"
import type {
  BatchDelivery,
  StageDelivery,
  Staged,
  StageEngine,
  StageJob,
  WrittenBatch,
} from "../run/lake/stage-engine.ts"
import type { StageEngineOptions } from "../run/lake/stage-engines.ts"

/** It is loaded instead of the embedded engine's. */
export function embeddedStageEngine(options: StageEngineOptions): StageEngine {
  const usual = embedded(options)
  const { stores } = options.lakeServices
  return {
    ...usual,
    title: "the toy",
    start: (delivery) => new ToyJob(delivery, writeAll),
  }

  async function writeAll(delivery: StageDelivery, started: (job: StageJob) => void): Promise<Staged> {
    const batches: WrittenBatch[] = []
    for (const batch of delivery.batches) batches.push(await write(batch, delivery, started))
    const paths = batches.flatMap(({ files }) => files)
    const store = await stores.of(delivery.batches[0]?.writing ?? "")
    const written = await Promise.all(paths.map((path) => store.stat(path)))
    const { session, stage, checks } = delivery
    await usual.showBatches(
      session,
      stage,
      written.filter((file) => file !== undefined),
    )
    const results = await audit(session, checks, plannerFor(options.project.target.type))
    return { batches, checks: results.map((each) => ({ ...each, expected: "no null, says the toy" })) }
  }

  async function write(
    { raw, writing, rejects }: BatchDelivery,
    delivery: StageDelivery,
    started: (job: StageJob) => void,
  ): Promise<WrittenBatch> {
    const parts = raw.flatMap(({ source, files, choices }) =>
      files.map((file, index) => ({
        raw: [{ source, files: [file], choices }],
        writing: `${writing}/${index}.parquet`,
        rejects: `${writing}/_${index}.rejects`,
      })),
    )
    const job = usual.start({ ...delivery, batches: parts })
    started(job)
    const { batches } = await job.result
    const store = await stores.of(writing)
    const lines = await Promise.all(parts.map(async (part) => (await store.read(part.rejects)) ?? ""))
    if (lines.some((each) => each !== "")) await store.write(lines.join(""), rejects)
    // What an engine leaves next to its files is not a part of the batch.
    await store.write("", `${writing}/_SUCCESS`)
    const records = batches.map((each) => each.records)
    return {
      files: batches.flatMap(({ files }) => files),
      rows: batches.reduce((sum, { rows }) => sum + rows, 0),
      records: {
        files: records.flatMap(({ files }) => files),
        first: records.flatMap(({ first }) => first),
        byRule:
          records[0]?.byRule.map((_, rule) =>
            records.reduce((sum, each) => sum + (each.byRule[rule] ?? 0), 0),
          ) ?? [],
      },
    }
  }
}

/** It is submitted, starts later, and is cancelled in each of its states. */
class ToyJob implements StageJob {
  readonly result: Promise<Staged>
  #state: "submitted" | "running" | "cancelled" = "submitted"
  #running: StageJob | undefined

  constructor(
    delivery: StageDelivery,
    write: (delivery: StageDelivery, started: (job: StageJob) => void) => Promise<Staged>,
  ) {
    this.result = new Promise<void>((start) => setImmediate(start)).then(() => {
      this.#goOn()
      return write(delivery, (job) => {
        this.#running = job
        this.#goOn()
      })
    })
  }

  cancel(): void {
    this.#state = "cancelled"
    this.#running?.cancel()
  }

  #goOn(): void {
    if (this.#state === "cancelled") throw new Interrupted("interrupted")
    this.#state = "running"
  }
}
