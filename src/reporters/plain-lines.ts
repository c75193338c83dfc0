import type { RunEvent } from "../run/events.ts"
import { costLines } from "./cost-lines.ts"
import { errorText } from "./error-text.ts"
import { isFailure, nodeLines, waitsText } from "./node-line.ts"
import type { Reporter, ReporterOptions } from "./reporter.ts"
import { failureText, totalsText, warningText } from "./run-summary.ts"

/** One line a finished node, then what failed, then totals: for pipes, files and CI. */
export function plainLines(options: ReporterOptions): Reporter {
  const { sink, outColors, errColors, quiet, columns } = options

  const onEvent = (event: RunEvent): void => {
    if (event.type === "node-finished" && !(quiet && !isFailure(event.result.status)))
      sink.out(text(nodeLines(event.result, event, outColors)))
    if (event.type === "warning" && (event.isError === true || !quiet))
      sink.err(
        text([errorText(event.error, errColors, event.isError === true ? "error" : "warning", columns())]),
      )
    if (event.type === "node-waits" && !quiet) sink.out(text([waitsText(event)]))
    if (event.type === "notice" && !quiet) sink.out(text([event.message]))
    if (event.type === "run-cost" && event.costs.length > 0)
      sink.out(`\n${text(costLines(event.costs, outColors))}\n`)
    if (event.type === "run-finished") {
      const summary = { ...options, colors: errColors }
      const told = [quiet ? "" : warningText(event.result, summary), failureText(event.result, summary)]
      const blocks = told.filter((block) => block !== "")
      if (blocks.length > 0) sink.err(`\n${blocks.join("\n\n")}\n\n`)
      sink.out(text([totalsText(event.result, outColors)]))
    }
  }
  return { onEvent, close: () => undefined }
}

function text(lines: readonly string[]): string {
  return `${lines.join("\n")}\n`
}
