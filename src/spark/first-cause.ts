import type { Failure } from "./script.ts"

/** What Spark says went wrong, without what only a log needs, and where in its SQL that is. */
export interface FirstCause {
  readonly message: string
  /** Offset in the SQL; undefined where Spark does not say. */
  readonly offset: number | undefined
}

/** Counted from 1: what fails while it runs. */
const running = /== SQL(?: of \w+ \S+)?\s*\(line (\d+), position (\d+)\)/
/** The line counted from 1, the position from 0: what fails before. */
const before = /\(?line (\d+),? pos(?:ition)? (\d+)\)?/

export function firstCause({ message }: Pick<Failure, "message">, sql: string): FirstCause {
  const [first = ""] = message
    .replace(/\(line \d+, pos \d+\)/, "")
    .replace(/;?\s*line \d+ pos \d+;?/, "\n")
    .split("\n")
  const said = first
    .replace(/^\[[A-Z0-9_.]+\] /, "")
    .replace(/ If necessary set "?spark\.\S+"? to "?false"?( \([^)]*\))? to bypass this error\.?/, "")
    .trim()
  const found = running.exec(message)
  const place = found ?? before.exec(message)
  const offset =
    place === null ? undefined : offsetOf(sql, Number(place[1]), Number(place[2]) - (found === null ? 0 : 1))
  return { message: said === "" ? message.trim() : said, offset }
}

function offsetOf(sql: string, line: number, column: number): number {
  const before = sql.split("\n").slice(0, line - 1)
  return before.reduce((sum, each) => sum + each.length + 1, 0) + Math.max(0, column)
}
