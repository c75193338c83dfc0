import { expect, it } from "vitest"
import { plainColors } from "./colors.ts"
import { costLines } from "./cost-lines.ts"

const cost = (label: string | undefined, executedMs: number, scannedBytes: number, rows: number) => ({
  uniqueId: label,
  label,
  statements: 2,
  queuedMs: 12,
  compiledMs: 340,
  executedMs,
  scannedBytes,
  rows,
  spilledBytes: 0,
})

it("shows the longest first, and their sum", () => {
  const costs = [
    cost("main.small", 20, 1023, 1),
    cost("main.large", 61_000, 3 * 1024 ** 3, 1_234_567),
    cost(undefined, 5, 0, 0),
  ]
  expect(costLines(costs, plainColors).join("\n")).toMatchInlineSnapshot(`
    "node              queued  compiled  executed  scanned       rows  spilled
    ────────────────  ──────  ────────  ────────  ───────  ─────────  ───────
    main.large         0.01s     0.34s    1m 01s   3.0 GB  1,234,567      0 B
    main.small         0.01s     0.34s     0.02s   1023 B          1      0 B
    (the run itself)   0.01s     0.34s     0.01s      0 B          0      0 B
    in all             0.04s     1.02s    1m 01s   3.0 GB  1,234,568      0 B"
  `)
})
