import type { SourceFreshness } from "../run/commands/source-freshness.ts"
import { type Document, metadataOf, secondsBetween } from "./document.ts"

/** `sources.json`, version 3. */
export function sourcesDocument(
  results: readonly SourceFreshness[],
  invocation: { readonly id: string; readonly startedAt: Date; readonly finishedAt: Date },
): Document {
  return {
    metadata: metadataOf("sources/v3", {
      id: invocation.id,
      startedAt: invocation.startedAt.toISOString(),
    }),
    results: results.map(resultDocument),
    elapsed_time: secondsBetween(invocation.startedAt, invocation.finishedAt),
  }
}

function resultDocument(result: SourceFreshness): Document {
  const { uniqueId, outcome, startedAt, finishedAt } = result
  if (outcome.status === "runtime error")
    return { unique_id: uniqueId, error: outcome.error.message, status: outcome.status }
  const { status, maxLoadedAt, snapshottedAt } = outcome
  return {
    unique_id: uniqueId,
    max_loaded_at: maxLoadedAt.toISOString(),
    snapshotted_at: snapshottedAt.toISOString(),
    max_loaded_at_time_ago_in_s: secondsBetween(maxLoadedAt, snapshottedAt),
    status,
    criteria: {
      warn_after: result.freshness.warnAfter ?? null,
      error_after: result.freshness.errorAfter ?? null,
      filter: result.freshness.filter ?? null,
    },
    adapter_response: {},
    timing: [
      { name: "execute", started_at: startedAt.toISOString(), completed_at: finishedAt.toISOString() },
    ],
    thread_id: "Thread-1",
    execution_time: secondsBetween(startedAt, finishedAt),
  }
}
