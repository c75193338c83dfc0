import { setTimeout as sleep } from "node:timers/promises"
import { Interrupted } from "../../errors.ts"
import type { SparkResult, SparkScript } from "../script.ts"
import type { SparkJob, SparkRunner } from "../spark-runner.ts"

interface Waiting {
  readonly script: SparkScript
  readonly tell: (message: string) => void
  readonly resolve: (result: SparkResult) => void
  readonly reject: (error: unknown) => void
}

/** How long a script waits for others of its run: little next to the minute that a job takes to start. */
const gathering = 3_000

/**
 * Scripts that come at about the same time are run as one: stage models of a run share a job and its session. One that is
 * cancelled takes the job with it once all of it is.
 */
export function gathered(
  runner: SparkRunner,
  wait: (milliseconds: number) => Promise<unknown> = sleep,
): SparkRunner {
  let open: Waiting[] | undefined
  const begin = (waiting: readonly Waiting[], jobOf: (job: SparkJob) => void): void => {
    const [first] = waiting
    if (first === undefined) return
    const script = { ...first.script, stages: waiting.flatMap((each) => each.script.stages) }
    const job = runner.run(script, (message) => first.tell(message))
    jobOf(job)
    job.result.then(
      (result) => {
        for (const each of waiting) each.resolve(result)
      },
      (error: unknown) => {
        for (const each of waiting) each.reject(error)
      },
    )
  }
  const jobs = new Map<Waiting, { job: SparkJob | undefined; readonly all: Waiting[] }>()
  return {
    run(script, tell) {
      let own: Waiting | undefined
      const result = new Promise<SparkResult>((resolve, reject) => {
        own = { script, tell, resolve, reject }
        const waiting = own
        if (open !== undefined) {
          open.push(waiting)
          jobs.set(waiting, { job: undefined, all: open })
          return
        }
        const all = [waiting]
        open = all
        jobs.set(waiting, { job: undefined, all })
        void wait(gathering).then(() => {
          open = undefined
          begin(
            all.filter((each) => jobs.has(each)),
            (job) => {
              for (const each of all) if (jobs.has(each)) jobs.set(each, { job, all })
            },
          )
        })
      })
      return {
        result,
        cancel() {
          if (own === undefined) return
          const found = jobs.get(own)
          jobs.delete(own)
          own.reject(new Interrupted("interrupted"))
          const isLast = found?.all.every((each) => !jobs.has(each)) === true
          if (isLast) found.job?.cancel()
        },
      }
    },
    close: () => runner.close(),
  }
}
