import { LuxError } from "../errors.ts"
import type { RunEvent } from "../run/events.ts"
import type { Reporter, Sink } from "./reporter.ts"
import { jsonValue } from "./table.ts"

/** Every event as one JSON document a line, for machines. `run-finished` leaves the nodes out: each had its own line. */
export function jsonLines(sink: Sink): Reporter {
  const onEvent = (event: RunEvent): void => sink.out(`${JSON.stringify(eventValue(event), jsonEvent)}\n`)
  return { onEvent, close: () => undefined }
}

function eventValue(event: RunEvent): unknown {
  if (event.type !== "run-finished") return event
  const { nodes, ...result } = event.result
  const counts: Record<string, number> = {}
  for (const { status } of nodes) counts[status] = (counts[status] ?? 0) + 1
  return { ...event, result: { ...result, counts } }
}

function jsonEvent(key: string, value: unknown): unknown {
  if (!(value instanceof LuxError)) return jsonValue(key, value)
  const { code, message, place, hint, related } = value
  return { code, message, place, hint, related }
}
