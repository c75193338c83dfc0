import type { RunEvent } from "../run/events.ts"
import { errorText } from "./error-text.ts"
import { isFailure, nodeLines } from "./node-line.ts"
import type { Reporter, ReporterOptions } from "./reporter.ts"
import { failureText, totalsText } from "./run-summary.ts"

/** One line a finished node, then what failed, then totals: for pipes, files and CI. */
export function plainLines(options: ReporterOptions): Reporter {
  const { sink, outColors, errColors, quiet } = options

  const onEvent = (event: RunEvent): void => {
    if (event.type === "node-finished" && !(quiet && !isFailure(event.result.status)))
      sink.out(text(nodeLines(event.result, event, outColors)))
    if (event.type === "warning" && !quiet) sink.err(text([errorText(event.error, errColors, "warning")]))
    if (event.type === "notice" && !quiet) sink.out(text([event.message]))
    if (event.type === "run-finished") {
      const failures = failureText(event.result, { ...options, colors: errColors })
      if (failures !== "") sink.err(`\n${failures}\n\n`)
      sink.out(text([totalsText(event.result, outColors)]))
    }
  }
  return { onEvent, close: () => undefined }
}

function text(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`
}
