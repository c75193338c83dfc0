import type { RunEvent } from "../run/events.ts"
import { errorText } from "./error-text.ts"
import type { Reporter, ReporterOptions } from "./reporter.ts"

/** The plan's statements as one SQL script on standard output; nothing else goes there. */
export function dryRun({ sink, errColors, quiet, columns }: ReporterOptions): Reporter {
  let statements = 0
  const onEvent = (event: RunEvent): void => {
    if (event.type === "dry-run-sql") {
      statements++
      sink.out(`-- ${event.uniqueId}: ${event.purpose}\n${event.sql.trimEnd().replace(/;$/, "")};\n\n`)
    }
    if (quiet) return
    if (event.type === "warning") sink.err(`${errorText(event.error, errColors, "warning", columns())}\n`)
    if (event.type === "notice") sink.err(`${event.message}\n`)
    if (event.type === "run-finished") sink.err(`dry run: ${statements} statements, nothing was touched\n`)
  }
  return { onEvent, close: () => undefined }
}
