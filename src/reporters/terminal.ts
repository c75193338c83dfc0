import type { RunEvent } from "../run/events.ts"
import { collapseSkips } from "./collapse-skips.ts"
import { duration, isFailure } from "./node-line.ts"
import { plainLines } from "./plain-lines.ts"
import { cutEnd, cutMiddle, printable, widthOf } from "./printable.ts"
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
  const begun = now()
  /** Widths of the lines that stand below now. */
  let drawn: readonly number[] = []
  /** Unique ids of what is built and waits for others. */
  const built = new Set<string>()
  let finished = 0
  let failed = 0
  let total = 0
  const to = { out: keep("out"), err: keep("err") }
  const lines = collapseSkips(plainLines({ ...options, sink: to }), (line) =>
    to.out(`${outColors.dim(line)}\n`),
  )
  const timer = setInterval(draw, tickMs)
  // The clock alone must not keep the process alive.
  timer.unref()

  function onEvent(event: RunEvent): void {
    if (event.type === "run-started") total = event.total
    if (event.type === "node-started")
      running.set(event.uniqueId, { label: event.label, kind: event.kind, since: now() })
    if (event.type === "node-built") {
      running.delete(event.uniqueId)
      built.add(event.uniqueId)
    }
    if (event.type === "node-finished") {
      running.delete(event.result.uniqueId)
      built.delete(event.result.uniqueId)
      finished = event.index
      if (isFailure(event.result.status)) failed++
    }
    lines.onEvent(event)
    if (event.type === "run-finished") close()
  }

  function draw(): void {
    const block = blockLines()
    if (waiting.length > 0 || block.length > 0 || drawn.length > 0) show(block)
  }

  /**
   * Takes the block away, lets what finished scroll and puts the new block below, in one write where all of it goes to one
   * stream, so that nothing flickers. Standard error comes in its turn, for it is mostly the same screen.
   */
  function show(block: readonly string[]): void {
    let out = erased()
    for (const { to: stream, text } of waiting.splice(0)) {
      if (stream === "out") {
        out += text
        continue
      }
      if (out !== "") sink.out(out)
      out = ""
      sink.err(text)
    }
    out += block.map((line) => `${line}\n`).join("")
    drawn = block.map(widthOf)
    if (out !== "") sink.out(out)
  }

  /** A terminal that became narrower has wrapped the lines that were drawn. */
  function erased(): string {
    const { columns } = size()
    const rows = drawn.reduce((sum, width) => sum + Math.max(1, Math.ceil(width / columns)), 0)
    drawn = []
    return rows === 0 ? "" : `\x1b[${rows}A\x1b[0J`
  }

  function blockLines(): readonly string[] {
    const { columns, rows } = size()
    const most = Math.max(1, Math.min(12, rows - 3))
    const all = [...running.values()].sort((a, b) => a.since - b.since)
    if (all.length === 0) return []
    const shown = all
      .slice(0, most)
      .map(({ label, kind, since }) =>
        cutMiddle(`  ${duration(now() - since)} ${kind} ${printable(label)}`, columns - 1),
      )
    const hidden = all.length - shown.length
    const counts = [
      `${finished}/${total} done`,
      ...(built.size > 0 ? [`${built.size} built`] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
      `${all.length} running${hidden > 0 ? ` (${hidden} not shown)` : ""}`,
      duration(now() - begun),
    ]
    const head = cutEnd(counts.join(", "), columns - 1)
    return [outColors.dim(head), ...shown.map((line) => outColors.cyan(line))]
  }

  function keep(stream: "out" | "err"): (text: string) => void {
    return (text) => {
      waiting.push({ to: stream, text })
    }
  }

  function close(): void {
    clearInterval(timer)
    running.clear()
    lines.close()
    show([])
  }

  return { onEvent, close }
}
