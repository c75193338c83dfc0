import { type ArtifactInvocation, type Document, metadataOf, secondsBetween } from "./document.ts"

/** How old a source may be: `{ count: 12, period: "hour" }`. */
export interface Age {
  readonly count: number
  readonly period: "minute" | "hour" | "day"
}

/** What was found out about the age of one source. */
export interface SourceFreshness {
  readonly uniqueId: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly warnAfter: Age | undefined
  readonly errorAfter: Age | undefined
  /** SQL condition on the rows that count. */
  readonly filter: string | undefined
  readonly outcome:
    | {
        readonly status: "pass" | "warn" | "error"
        readonly maxLoadedAt: Date
        /** When the source was looked at. */
        readonly snapshottedAt: Date
      }
    | { readonly status: "runtime error"; readonly message: string }
}

/** `sources.json`, version 3. */
export function sourcesDocument(
  results: readonly SourceFreshness[],
  invocation: ArtifactInvocation & { readonly finishedAt: Date },
): Document {
  return {
    metadata: metadataOf("sources/v3", invocation),
    results: results.map(resultDocument),
    elapsed_time: secondsBetween(invocation.startedAt, invocation.finishedAt),
  }
}

function resultDocument(result: SourceFreshness): Document {
  const { uniqueId, outcome, startedAt, finishedAt } = result
  if (outcome.status === "runtime error")
    return { unique_id: uniqueId, error: outcome.message, status: outcome.status }
  const { status, maxLoadedAt, snapshottedAt } = outcome
  return {
    unique_id: uniqueId,
    max_loaded_at: maxLoadedAt.toISOString(),
    snapshotted_at: snapshottedAt.toISOString(),
    max_loaded_at_time_ago_in_s: secondsBetween(maxLoadedAt, snapshottedAt),
    status,
    criteria: {
      warn_after: result.warnAfter ?? null,
      error_after: result.errorAfter ?? null,
      filter: result.filter ?? null,
    },
    adapter_response: {},
    timing: [
      { name: "execute", started_at: startedAt.toISOString(), completed_at: finishedAt.toISOString() },
    ],
    thread_id: "Thread-1",
    execution_time: secondsBetween(startedAt, finishedAt),
  }
}
