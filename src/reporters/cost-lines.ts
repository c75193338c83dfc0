import type { NodeCost } from "../run/results.ts"
import type { Colors } from "./colors.ts"
import { duration } from "./node-line.ts"
import { padStart } from "./printable.ts"
import { tableLines } from "./table.ts"

/** A table with what each node cost, those first that were executed longest, and their sum. */
export function costLines(costs: readonly NodeCost[], colors: Colors): readonly string[] {
  const longest = costs.toSorted((a, b) => b.executedMs - a.executedMs)
  const rows = [
    ...longest.map((cost) => [cost.label ?? "(the run itself)", cost] as const),
    ["in all", total(costs)] as const,
  ].map(([node, cost]) => ({
    node,
    queued: duration(cost.queuedMs),
    compiled: duration(cost.compiledMs),
    executed: duration(cost.executedMs),
    scanned: bytesText(cost.scannedBytes),
    rows: cost.rows.toLocaleString("en-US"),
    spilled: bytesText(cost.spilledBytes),
  }))
  const names = ["node", "queued", "compiled", "executed", "scanned", "rows", "spilled"] as const
  const width = (name: (typeof names)[number]): number =>
    Math.max(name.length, ...rows.map((row) => row[name].length))
  // Figures stand to the right.
  const columns = names.map((name) => ({
    name: name === "node" ? name : padStart(name, width(name)),
    from: name,
  }))
  const shown = rows.map((row) =>
    Object.fromEntries(
      columns.map(({ name, from }) => [name, from === "node" ? row.node : padStart(row[from], width(from))]),
    ),
  )
  return tableLines(columns, shown, { colors, cellWidth: 60 })
}

function total(costs: readonly NodeCost[]): Omit<NodeCost, "uniqueId" | "label" | "statements"> {
  const of = (value: (cost: NodeCost) => number): number => costs.reduce((sum, cost) => sum + value(cost), 0)
  return {
    queuedMs: of(({ queuedMs }) => queuedMs),
    compiledMs: of(({ compiledMs }) => compiledMs),
    executedMs: of(({ executedMs }) => executedMs),
    scannedBytes: of(({ scannedBytes }) => scannedBytes),
    rows: of(({ rows }) => rows),
    spilledBytes: of(({ spilledBytes }) => spilledBytes),
  }
}

const units = ["B", "KB", "MB", "GB", "TB"]

/** `12.3 MB`; a KB has 1,024 bytes. */
export function bytesText(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`
}
