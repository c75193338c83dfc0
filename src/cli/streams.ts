import { logLine } from "../reporters/log-line.ts"
import { masked, maskedJson } from "../secrets.ts"

export type LogFormat = "text" | "json" | "dbt-json"

let format: LogFormat = "text"
let ofDbt: ((line: string) => string) | undefined

/** From now on standard output is JSON documents, one a line, whatever is written; or text. */
export async function logAs(asked: LogFormat): Promise<void> {
  format = asked
  ofDbt = asked === "dbt-json" ? (await import("../reporters/dbt-log-line.ts")).dbtLogLine : undefined
}

export function logsAsJson(): boolean {
  return format !== "text"
}

/** Text for standard output: results and progress. */
export function writeOut(text: string): void {
  if (logsAsJson())
    writeLine(logLine({ level: "info", type: "output", message: withoutEnds(text) }, new Date()))
  else process.stdout.write(masked(text))
}

/** Text for standard error: errors, warnings, and what must not get into piped results. */
export function writeErr(text: string): void {
  if (logsAsJson())
    writeLine(logLine({ level: "info", type: "notice", message: withoutEnds(text) }, new Date()))
  else process.stderr.write(masked(text))
}

/** A line of the JSON log, without secrets. */
export function writeLine(line: string): void {
  const safe = maskedJson(line)
  process.stdout.write(ofDbt === undefined ? safe : ofDbt(safe))
}

/**
 * `lux build | head` closes the pipe while lux still runs. The work goes on to its orderly end and keeps its exit code;
 * only what nobody reads any more is dropped. `lost` hears, once, that it could not be written for another reason.
 */
export function dropBrokenPipes(lost: (error: unknown) => void): void {
  let isLost = false
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (isLost || error.code === "EPIPE" || error.code === "ERR_STREAM_DESTROYED") return
      isLost = true
      lost(error)
    })
}

function withoutEnds(text: string): string {
  return text.replace(/^\n+|\n+$/g, "")
}
