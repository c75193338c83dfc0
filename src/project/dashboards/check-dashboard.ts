import { LuxError } from "../../errors.ts"
import type { PlaceIn } from "./check-tiles.ts"
import type { DashboardProperties } from "./dashboard-schemas.ts"

/** What is wrong with a dashboard as a whole: LUX-3355, LUX-3358. `isRead`: its tiles are those that are written. */
export function checkDashboard(
  { name, tiles, cross_filter: crossFilter }: DashboardProperties,
  at: PlaceIn,
  isRead: boolean,
): readonly LuxError[] {
  const problems: LuxError[] = []
  // It becomes a part of file names and of addresses.
  if (!/^\w+$/.test(name))
    problems.push(
      new LuxError("LUX-3358", `invalid name of a dashboard: "${name}"`, {
        place: at("name"),
        hint: "Use letters, digits and underscores; what people read is label.",
      }),
    )
  if (!isRead) return problems
  if (tiles.length === 0)
    problems.push(
      new LuxError("LUX-3358", `dashboard "${name}" has no tiles`, {
        place: at("name"),
        hint: "Write tiles: with at least one, such as { name: total, chart: number, metrics: revenue, layout: { row: 0, column: 0, width: 8, height: 3 } }.",
      }),
    )
  else if (crossFilter === true && tiles.every(({ by }) => by.length === 0))
    problems.push(
      new LuxError("LUX-3355", `cross_filter has no effect in "${name}": no tile shows values to click`, {
        place: at("cross_filter"),
        hint: "Give a tile a column with by, or remove cross_filter.",
      }),
    )
  return problems
}
