import { hideSecrets } from "../secrets.ts"
import type { CollectorOptions } from "./collector.ts"
import type { CollectEvent } from "./event.ts"
import type { Report } from "./report.ts"
import { runCollector } from "./run-collector.ts"
import { ownSurroundings, type Surroundings } from "./surroundings.ts"

/** The part of Lambda's context that is used. */
export interface LambdaContext {
  getRemainingTimeInMillis(): number
}

export interface Handler {
  /** For Lambda. Throws a `NotComplete` where another attempt can get more, so that Lambda makes it. */
  (event: unknown, context: LambdaContext): Promise<Report>
  /** For everybody else: what is not given is the process's own. */
  run(event: CollectEvent, surroundings?: Partial<Surroundings>): Promise<Report>
}

/** Lambda tries again what throws. The message is the report, as JSON. */
export class NotComplete extends Error {
  override readonly name = "NotComplete"
  readonly report: Report

  constructor(report: Report) {
    super(JSON.stringify(report))
    this.report = report
  }
}

export function handlerOf<Settings>(options: CollectorOptions<Settings>): Handler {
  const run = async (event: unknown, given: Partial<Surroundings> = {}): Promise<Report> => {
    const surroundings = { ...ownSurroundings(), observer: options.observer, ...given }
    hideSecrets(surroundings.env)
    return runCollector(options, event, surroundings)
  }
  return Object.assign(
    async (event: unknown, context: LambdaContext): Promise<Report> => {
      const report = await run(event, { remainingMs: () => context.getRemainingTimeInMillis() })
      if (report.again) throw new NotComplete(report)
      return report
    },
    { run },
  )
}
