import type { RunEvent } from "../run/events.ts"
import { errorText } from "./error-text.ts"
import type { Reporter, ReporterOptions } from "./reporter.ts"

/** The plan's statements as one SQL script on standard output; nothing else goes there. */
export function dryRun({ sink, errColors, quiet, columns }: ReporterOptions): Reporter {
  let statements = 0
  const onEvent = (event: RunEvent): void => {
    if (event.type === "dry-run-sql") {
      statements++
      const asks = event.asks === undefined ? "" : asksText(event.asks)
      sink.out(`-- ${event.uniqueId}: ${event.purpose}\n${asks}${event.sql.trimEnd().replace(/;$/, "")};\n\n`)
    }
    if (quiet) return
    if (event.type === "warning") sink.err(`${errorText(event.error, errColors, "warning", columns())}\n`)
    if (event.type === "notice") sink.err(`${event.message}\n`)
    if (event.type === "run-finished") sink.err(`dry run: ${statements} statements, nothing was touched\n`)
  }
  return { onEvent, close: () => undefined }
}

/** Which checks a query asks, a line each, and why they are asked so. */
function asksText({
  checks,
  why,
}: NonNullable<(RunEvent & { readonly type: "dry-run-sql" })["asks"]>): string {
  return [...checks.map((check) => `asks ${check}`), `so planned: ${why}`]
    .map((line) => `-- ${line}\n`)
    .join("")
}
