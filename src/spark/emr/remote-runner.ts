import { Interrupted } from "../../errors.ts"
import type { SparkResult, SparkScript } from "../script.ts"
import type { SparkJob, SparkRunner } from "../spark-runner.ts"

/** A job of a service, from its submission on. */
interface RemoteRun {
  readonly result: Promise<SparkResult>
  /** Has the service end it; resolves once the service has taken that. */
  stop(): Promise<void>
}

/** What a service does for a script. `cancelled` is asked between its steps. */
export interface Service {
  submit(script: SparkScript, tell: (message: string) => void, cancelled: () => boolean): Promise<RemoteRun>
  /** Ends what was started for the command as a whole. */
  close(): Promise<void>
}

/** Runs scripts on a service. Whatever ends a command, jobs that it submitted are stopped before it is closed. */
export function remoteRunner(service: Service): SparkRunner {
  const open = new Set<Promise<unknown>>()
  return {
    run(script, tell): SparkJob {
      let cancelled = false
      let interrupt: () => void = () => undefined
      const interrupted = new Promise<never>((_, reject) => {
        interrupt = () => reject(new Interrupted("interrupted"))
      })
      interrupted.catch(() => undefined)
      const submitted = service.submit(script, tell, () => cancelled)
      const result = submitted.then((run) => run.result)
      result.catch(() => undefined)
      return {
        result: Promise.race([result, interrupted]),
        cancel() {
          if (cancelled) return
          cancelled = true
          // A submission that is on its way is waited for, or its job would be left.
          const stopping = submitted.then((run) => run.stop()).catch(() => undefined)
          open.add(stopping)
          void stopping.then(() => open.delete(stopping))
          interrupt()
        },
      }
    },
    async close() {
      await Promise.all(open)
      await service.close()
    },
  }
}
