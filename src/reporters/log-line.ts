import type { LuxError } from "../errors.ts"
import { jsonOf } from "./json-of.ts"

export type LogLevel = "info" | "warn" | "error"

export interface LogEntry {
  readonly level: LogLevel
  readonly type: string
  /** One line or text for people. */
  readonly message: string
  /** More keys, in snake case; what is undefined is left out. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
}

/** One line of a log that machines read: a JSON document with `time`, `level`, `type`, `message` and what the type has. */
export function logLine({ level, type, message, data = {} }: LogEntry, now: Date): string {
  return `${jsonOf({ time: now.toISOString(), level, type, message, ...data })}\n`
}

/** A known error's entry; its `code` tells what it is. */
export function errorEntry(error: LuxError, level: LogLevel, type: "error" | "warning"): LogEntry {
  const { message, ...data } = errorData(error)
  return { level, type, message, data }
}

/** `{ code, message, place, hint, related }` as the log has it. */
export function errorData(error: LuxError): { readonly message: string } & Readonly<Record<string, unknown>> {
  const { code, message, place, hint, related } = error
  const others = related.map((each) => ({ message: each.message, place: placeData(each.place) }))
  return { code, message, place: placeData(place), hint, related: others.length === 0 ? undefined : others }
}

function placeData(place: LuxError["place"]): Readonly<Record<string, unknown>> | undefined {
  if (place === undefined) return undefined
  const { file, line, column, length, lineText } = place
  return { file, line, column, length, line_text: lineText }
}
