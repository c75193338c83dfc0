import { Interrupted } from "../../errors.ts"
import type { BatchDelivery, Staged, StageJob, WrittenBatch } from "./stage-engine.ts"

/**
 * A job of this process, which writes one batch after another. `interrupt` ends a statement that runs; where the session
 * that it runs on is cancelled anyway, there is nothing to do.
 */
export function jobHere(
  batches: readonly BatchDelivery[],
  write: (batch: BatchDelivery) => Promise<WrittenBatch>,
  interrupt: () => void = () => undefined,
): StageJob {
  let cancelled = false
  const work = async (): Promise<Staged> => {
    const written: WrittenBatch[] = []
    for (const batch of batches) {
      if (cancelled) throw new Interrupted("interrupted")
      written.push(await write(batch))
    }
    if (cancelled) throw new Interrupted("interrupted")
    return { batches: written, checks: [] }
  }
  return {
    result: work(),
    cancel() {
      cancelled = true
      interrupt()
    },
  }
}

/** The jobs of a command that have not ended. */
export class StageJobs {
  readonly #running = new Set<StageJob>()

  /** What comes of a job. */
  async finished(job: StageJob): Promise<Staged> {
    this.#running.add(job)
    try {
      return await job.result
    } finally {
      this.#running.delete(job)
    }
  }

  cancel(): void {
    for (const job of this.#running) job.cancel()
  }
}
