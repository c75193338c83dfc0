/** For tests: what the pages of dashboards in a generated site show. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type { SiteIndex } from "../data.ts"
import type { DashboardData, TileData } from "./dashboard-data.ts"
import { readState } from "./dashboard-state.ts"
import type { ResultRow } from "./evaluate.ts"
import { tileRows } from "./tile-rows.ts"

/** The dashboards of a site, by their names. `target` is the folder that holds `site/`. */
export function pagesIn(target: string): ReadonlyMap<string, DashboardData> {
  const { dashboards } = readPart<SiteIndex>(target, "index")
  return new Map(
    dashboards.map(({ name }, at) => [name, readPart<DashboardData>(target, `dashboard-${at}`)] as const),
  )
}

/** What a tile shows where the address says `params`. `fill: false` leaves out the rows that only fill it. */
export function rowsOnPage(
  data: DashboardData | undefined,
  name: string,
  { params = "", fill = false }: { readonly params?: string; readonly fill?: boolean } = {},
): readonly ResultRow[] {
  const tile = data?.tiles.find((each) => each.name === name)
  const model = data?.models[tile?.model ?? -1]
  if (data === undefined || tile === undefined || model === undefined) throw new Error(`no tile ${name}`)
  const asked: TileData = fill ? tile : { ...tile, fill: false }
  const page = { ...data, tiles: data.tiles.map((each) => (each === tile ? asked : each)) }
  return tileRows(asked, model, page, readState(new URLSearchParams(params), page)).rows
}

/** A row as a text: sums of doubles in another order differ in the last digits, and warehouses in how they write a day. */
export function rowText(row: readonly unknown[]): string {
  return row
    .map((value) => {
      if (value === null || value === "") return String(value)
      if (!Number.isNaN(Number(value))) return Number(value).toPrecision(12)
      return String(value).replace(/^(\d{4}-\d\d-\d\d)[ T]00:00:00$/, "$1")
    })
    .join(" ")
}

function readPart<Part>(target: string, name: string): Part {
  const file = join(target, "site", "data", `${name}.js`)
  let found: Part | undefined
  const read = new Function("luxData", readFileSync(file, "utf8"))
  read((_: string, text: string) => {
    found = JSON.parse(text)
  })
  if (found === undefined) throw new Error(`${file} has no data`)
  return found
}
