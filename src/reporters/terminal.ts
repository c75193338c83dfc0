import type { RunEvent } from "../run/events.ts"
import { duration } from "./node-line.ts"
import { plainLines } from "./plain-lines.ts"
import { cutEnd, printable } from "./printable.ts"
import type { Reporter, ReporterOptions } from "./reporter.ts"

export interface TerminalOptions extends ReporterOptions {
  /** Size of the terminal now. */
  readonly size: () => { readonly columns: number; readonly rows: number }
  /** Milliseconds. */
  readonly now: () => number
}

interface Running {
  readonly label: string
  readonly kind: string
  readonly since: number
}

const tickMs = 100

/** Finished lines scroll; what runs now stands below them with its time. Both are drawn at most ten times a second. */
export function terminal(options: TerminalOptions): Reporter {
  const { sink, outColors, size, now } = options
  const running = new Map<string, Running>()
  const waiting: { readonly to: "out" | "err"; readonly text: string }[] = []
  let drawn = 0
  let finished = 0
  let total = 0
  const lines = plainLines({
    ...options,
    sink: {
      out: (text) => waiting.push({ to: "out", text }),
      err: (text) => waiting.push({ to: "err", text }),
    },
  })
  const timer = setInterval(draw, tickMs)
  // The clock alone must not keep the process alive.
  timer.unref()

  function onEvent(event: RunEvent): void {
    if (event.type === "run-started") total = event.total
    if (event.type === "node-started")
      running.set(event.uniqueId, { label: event.label, kind: event.kind, since: now() })
    if (event.type === "node-finished") {
      running.delete(event.result.uniqueId)
      finished = event.index
    }
    lines.onEvent(event)
    if (event.type === "run-finished") close()
  }

  function draw(): void {
    const block = blockLines()
    if (waiting.length === 0 && block.length === 0 && drawn === 0) return
    flush()
    if (block.length > 0) sink.out(`${block.join("\n")}\n`)
    drawn = block.length
  }

  /** Takes the block away and lets what finished scroll; standard error in its turn, for it is the same screen. */
  function flush(): void {
    if (drawn > 0) sink.out(`\x1b[${drawn}A\x1b[0J`)
    drawn = 0
    for (const { to, text } of waiting.splice(0)) sink[to](text)
  }

  function blockLines(): readonly string[] {
    const { columns, rows } = size()
    const most = Math.max(1, Math.min(12, rows - 3))
    const all = [...running.values()].sort((a, b) => a.since - b.since)
    const shown = all.slice(0, most).map(({ label, kind, since }) => {
      const text = `  ${duration(now() - since)} ${kind} ${printable(label)}`
      return outColors.cyan(cutEnd(text, columns - 1))
    })
    if (shown.length === 0) return []
    const more = all.length > shown.length ? `, ${all.length - shown.length} more` : ""
    return [
      outColors.dim(cutEnd(`${finished}/${total} done, ${all.length} running${more}`, columns - 1)),
      ...shown,
    ]
  }

  function close(): void {
    clearInterval(timer)
    running.clear()
    flush()
  }

  return { onEvent, close }
}
