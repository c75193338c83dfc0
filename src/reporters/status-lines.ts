import type { LastRun, RedCheck, Status } from "../api/types.ts"
import type { Colors } from "./colors.ts"
import { bytesText } from "./cost-lines.ts"
import { duration } from "./node-line.ts"
import { printable } from "./printable.ts"
import { tableLines } from "./table.ts"

/** How the target stands, for people: what is wrong first in red, then tables. */
export function statusLines(status: Status, colors: Colors): readonly string[] {
  const { target, at, runs, failing, late, checks } = status
  const bad = (text: string): string => colors.bold(colors.red(text))
  const well = failing.length === 0 && late.length === 0 && checks.red.length === 0
  return [
    `${colors.bold(`target ${target}`)} at ${minute(at)} UTC: ${well ? colors.green("all is well") : bad(summary(status))}`,
    ...section("last runs", runTable(runs), colors),
    ...section(
      "failed",
      failing.flatMap((node) => [
        `${bad(node.status.toUpperCase())} ${node.kind} ${printable(node.relation)}: ${times(node.failuresInARow, node.failingSince)}`,
        `  ${printable(node.message)}`,
      ]),
      colors,
    ),
    ...section(
      "late",
      late.map(({ name, status: how, loadedAt, message }) => {
        const word = how === "warn" ? colors.yellow("WARN") : bad(how.toUpperCase())
        const when = loadedAt === null ? "nothing was ever loaded" : `newest is of ${minute(loadedAt)}`
        return `${word} ${printable(name)}: ${message === null ? when : printable(message)}`
      }),
      colors,
    ),
    ...section(
      `red checks (of ${checks.total})`,
      checks.red.map((check) => {
        const word = check.status === "warn" ? colors.yellow("WARN") : bad(check.status.toUpperCase())
        const on = check.relation === null ? "" : ` on ${printable(check.relation)}`
        return `${word} ${printable(check.name)}${on}: ${foundText(check)}; ${times(check.failuresInARow, check.failingSince)}`
      }),
      colors,
    ),
    ...tables(status, colors),
  ]

  function runTable(rows: readonly LastRun[]): readonly string[] {
    return table(
      rows.map((run) => ({
        command: run.command,
        started: minute(run.startedAt),
        took: duration(run.durationSeconds * 1000),
        status: run.status,
        nodes: counted(run.nodes, run.nodesFailed),
        checks: counted(run.checks, run.checksFailed),
        "last ok": run.lastOkAt === null ? "never" : minute(run.lastOkAt),
      })),
      colors,
    )
  }
}

function tables({ since, days, slowest, collected, storage }: Status, colors: Colors): readonly string[] {
  const ago = `since ${minute(since)}`
  return [
    ...section(
      `runs by day, ${ago}`,
      table(
        days.map(({ day, runs, failed, seconds }) => ({
          day,
          runs,
          failed: failed === 0 ? "" : failed,
          took: duration(seconds * 1000),
        })),
        colors,
      ),
      colors,
    ),
    ...section(
      `what took longest, ${ago}`,
      table(
        slowest.map(({ relation, runs, seconds, rows }) => ({
          node: relation,
          runs,
          took: duration(seconds * 1000),
          mean: duration((seconds * 1000) / runs),
          rows: rows === null ? "" : rows.toLocaleString("en-US"),
        })),
        colors,
      ),
      colors,
    ),
    ...section(
      `collected files, ${ago}`,
      table(
        collected.map(({ day, name, files, bytes }) => ({
          day,
          source: name,
          files,
          size: bytesText(bytes),
        })),
        colors,
      ),
      colors,
    ),
    ...section(
      "storage",
      table(
        storage.map(({ relation, bytes, rows }) => ({
          relation,
          size: bytesText(bytes),
          rows: rows === null ? "" : rows.toLocaleString("en-US"),
        })),
        colors,
      ),
      colors,
    ),
  ]
}

/** `1 failed, 2 late, 3 red checks` */
function summary({ failing, late, checks }: Status): string {
  const red = checks.red.length
  return [
    failing.length === 0 ? "" : `${failing.length} failed`,
    late.length === 0 ? "" : `${late.length} late`,
    red === 0 ? "" : `${red} red ${red === 1 ? "check" : "checks"}`,
  ]
    .filter((part) => part !== "")
    .join(", ")
}

/** Nothing where there are no lines. */
function section(title: string, lines: readonly string[], colors: Colors): readonly string[] {
  return lines.length === 0 ? [] : ["", colors.bold(title), ...lines]
}

function table(rows: readonly Readonly<Record<string, unknown>>[], colors: Colors): readonly string[] {
  const [first] = rows
  if (first === undefined) return []
  const columns = Object.keys(first).map((name) => ({ name }))
  return tableLines(columns, rows, { colors, cellWidth: 60 })
}

function foundText({ failures, observed, expected, message }: RedCheck): string {
  if (message !== null) return printable(message)
  if (expected !== null) return `${observed ?? ""}, expected ${expected}`
  return failures === null ? "could not run" : `${failures} ${failures === 1 ? "row" : "rows"}`
}

function times(count: number, since: string): string {
  return `since ${minute(since)}, ${count === 1 ? "once" : `${count} times in a row`}`
}

function counted(all: number, failed: number): string {
  return failed === 0 ? String(all) : `${all} (${failed} failed)`
}

/** `2023-09-02 00:15` */
function minute(time: string): string {
  return time.slice(0, 16)
}
