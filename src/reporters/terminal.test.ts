import { afterEach, beforeEach, expect, it, vi } from "vitest"
import type { RunEvent } from "../run/events.ts"
import { terminal } from "./terminal.ts"
import { node, remembering, run } from "./test-results.testkit.ts"

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

function started(name: string): RunEvent {
  return {
    type: "node-started",
    uniqueId: `model.p.${name}`,
    label: `main.${name}`,
    kind: "table",
    index: 1,
    total: 3,
  }
}

function finished(name: string, index: number): RunEvent {
  const result = node({ uniqueId: `model.p.${name}`, label: `main.${name}`, message: "" })
  return { type: "node-finished", result, index, total: 3 }
}

/** What the screen shows after the escapes that the reporter uses: up n lines, clear to the end. */
function shown(text: string): readonly string[] {
  const lines: string[] = [""]
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what this plays
  for (const part of text.split(/(\x1b\[\d+A\x1b\[0J|\n)/)) {
    const up = /\[(\d+)A/.exec(part)?.[1]
    if (up !== undefined) lines.splice(lines.length - 1 - Number(up), Number(up) + 1, "")
    else if (part === "\n") lines.push("")
    else lines[lines.length - 1] += part
  }
  return lines
}

it("finished lines scroll while what runs stays below them with its time", () => {
  const { options, written } = remembering()
  const reporter = terminal({ ...options, size: () => ({ columns: 80, rows: 24 }), now: () => Date.now() })
  reporter.onEvent({ type: "run-started", invocationId: "x", total: 3, threads: 2 })
  reporter.onEvent(started("a"))
  reporter.onEvent(started("b"))
  vi.advanceTimersByTime(100)
  expect(shown(written.screen)).toEqual([
    "0/3 done, 2 running, 0.10s",
    "  0.10s table main.a",
    "  0.10s table main.b",
    "",
  ])

  reporter.onEvent(finished("a", 1))
  vi.advanceTimersByTime(100)
  expect(shown(written.screen)).toEqual([
    "1/3 OK       table       main.a 0.03s",
    "1/3 done, 1 running, 0.20s",
    "  0.20s table main.b",
    "",
  ])

  reporter.onEvent(finished("b", 2))
  reporter.onEvent({ type: "run-finished", result: run([]) })
  expect(shown(written.screen).slice(0, 3)).toEqual([
    "1/3 OK       table       main.a 0.03s",
    "2/3 OK       table       main.b 0.03s",
    "Done in 1.23s: 0 ok, 0 warn, 0 rejected, 0 error, 0 skipped",
  ])
  const before = written.screen
  vi.advanceTimersByTime(1000)
  expect(written.screen).toBe(before)
})

it("what is built and waits to be published together with others is counted, not timed", () => {
  const { options, written } = remembering()
  const reporter = terminal({ ...options, size: () => ({ columns: 80, rows: 24 }), now: () => Date.now() })
  reporter.onEvent({ type: "run-started", invocationId: "x", total: 3, threads: 2 })
  reporter.onEvent(started("a"))
  reporter.onEvent(started("b"))
  const { label, kind } = { label: "main.a", kind: "table" }
  reporter.onEvent({ type: "node-built", uniqueId: "model.p.a", label, kind, together: "marts" })
  vi.advanceTimersByTime(100)
  expect(shown(written.screen)).toEqual(["0/3 done, 1 built, 1 running, 0.10s", "  0.10s table main.b", ""])
  reporter.onEvent(finished("a", 1))
  vi.advanceTimersByTime(100)
  expect(shown(written.screen)[1]).toBe("1/3 done, 1 running, 0.20s")
  reporter.close()
})

it("the block below never takes more lines or columns than there are", () => {
  const { options, written } = remembering()
  const reporter = terminal({ ...options, size: () => ({ columns: 20, rows: 6 }), now: () => Date.now() })
  for (const name of ["a", "b", "c", "d", `e${"x".repeat(50)}`]) reporter.onEvent(started(name))
  vi.advanceTimersByTime(100)
  const lines = shown(written.screen)
  expect(lines).toHaveLength(5)
  expect(lines.every((line) => line.length < 20)).toBe(true)
  reporter.close()
  expect(shown(written.screen)).toEqual([""])
})

it("lines that a narrower terminal has wrapped are taken away whole", () => {
  const { options, written } = remembering()
  let columns = 80
  const reporter = terminal({ ...options, size: () => ({ columns, rows: 24 }), now: () => Date.now() })
  reporter.onEvent(started("x".repeat(50)))
  vi.advanceTimersByTime(100)
  columns = 40
  written.screen = ""
  vi.advanceTimersByTime(100)
  // One line of the count, two of the name.
  expect(written.screen.startsWith("\x1b[3A\x1b[0J")).toBe(true)
  reporter.close()
})

it("a frame is one write, so that nothing flickers", () => {
  const { options } = remembering()
  const writes: string[] = []
  const sink = {
    out: (text: string) => void writes.push(text),
    err: (text: string) => void writes.push(text),
  }
  const reporter = terminal({
    ...options,
    sink,
    size: () => ({ columns: 80, rows: 24 }),
    now: () => Date.now(),
  })
  reporter.onEvent(started("a"))
  reporter.onEvent(started("b"))
  vi.advanceTimersByTime(100)
  reporter.onEvent(finished("a", 1))
  vi.advanceTimersByTime(100)
  expect(writes).toHaveLength(2)
  reporter.close()
})

it("of thousands that are skipped for one reason the first are reported, then how many more there were", () => {
  const { options, written } = remembering()
  const reporter = terminal({ ...options, size: () => ({ columns: 80, rows: 24 }), now: () => Date.now() })
  const message = "because brand failed unique_brand"
  for (let index = 1; index <= 2000; index++)
    reporter.onEvent({
      type: "node-finished",
      result: node({ label: `main.n${index}`, status: "skipped", message }),
      index,
      total: 2001,
    })
  reporter.onEvent(finished("last", 2001))
  reporter.onEvent({ type: "run-finished", result: run([]) })
  const lines = shown(written.screen)
  expect(lines.filter((line) => line.includes("SKIP"))).toHaveLength(5)
  expect(lines.slice(5, 7)).toEqual([
    "1995 more skipped because brand failed unique_brand",
    "2001/3 OK       table       main.last 0.03s",
  ])
})

it("counts failures while it runs", () => {
  const { options, written } = remembering()
  const reporter = terminal({ ...options, size: () => ({ columns: 80, rows: 24 }), now: () => Date.now() })
  reporter.onEvent({ type: "run-started", invocationId: "x", total: 3, threads: 2 })
  reporter.onEvent({ type: "node-finished", result: node({ status: "error" }), index: 1, total: 3 })
  reporter.onEvent(started("b"))
  vi.advanceTimersByTime(100)
  expect(shown(written.screen)[1]).toBe("1/3 done, 1 failed, 1 running, 0.10s")
  reporter.close()
})
