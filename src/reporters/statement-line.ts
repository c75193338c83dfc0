import type { StatementDone } from "../run/commands/run-operation.ts"
import type { Colors } from "./colors.ts"
import { duration } from "./node-line.ts"
import { cutEnd, printable } from "./printable.ts"

/** Wide enough to know a statement by. */
const shownWidth = 80

/** `2/3 OK delete from raw_data.media where ... 0.01s 12 rows` */
export function statementLine(
  { index, total, sql, rows, durationMs }: StatementDone,
  colors: Colors,
): string {
  const at = `${String(index).padStart(String(total).length)}/${total}`
  const text = cutEnd(printable(sql.replace(/\s+/g, " ")), shownWidth)
  const count = rows === undefined ? "" : `${rows} ${rows === 1 ? "row" : "rows"}`
  const parts = [colors.dim(at), colors.green("OK"), text, colors.dim(duration(durationMs)), count]
  return parts.filter((part) => part !== "").join(" ")
}
