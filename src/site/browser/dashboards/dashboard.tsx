import { useMemo, useRef } from "preact/hooks"
import type { DashboardData, TileData } from "../../dashboards/dashboard-data.ts"
import { clicked, type DashboardState, readState, stateParams } from "../../dashboards/dashboard-state.ts"
import { dimensionText } from "../../dashboards/format.ts"
import type { DashboardProps } from "../dashboard-page.tsx"
import { dashboardPart } from "../parts.ts"
import { go, href } from "../route.ts"
import { Loading, Safe } from "../ui.tsx"
import { FilterBar } from "./filter-bar.tsx"
import { ColorsOfSeries } from "./series-colors.ts"
import { Tile } from "./tile.tsx"

/** A dashboard with its filters. What is chosen is in the address: it can be sent to somebody, and Back takes it back. */
export function Dashboard({ dashboard, at, params }: DashboardProps) {
  const data = dashboardPart(at).value
  if (data === undefined) return <Loading />
  return <Drawn data={data} name={dashboard.name} params={params} />
}

function Drawn(props: {
  readonly data: DashboardData
  readonly name: string
  readonly params: URLSearchParams
}) {
  const { data, name, params } = props
  const address = params.toString()
  const state = useMemo(() => readState(new URLSearchParams(address), data), [address, data])
  // A mark that is not drawn again yet acts on what is chosen now, not on what was when it was drawn.
  const now = useRef(state)
  now.current = state
  const colors = useMemo(() => new ColorsOfSeries(data), [data])
  const choose = (next: DashboardState): void => {
    const words = stateParams(next).toString()
    go(`${href("dashboard", [name])}${words === "" ? "" : `?${words}`}`)
  }
  const newest = newestData(data)
  return (
    <div class="dashboard">
      <header class="page-head dashboard-head">
        <nav class="crumbs" aria-label="Place">
          <a href={href("dashboard")}>Dashboards</a>
        </nav>
        <h1 dir="auto">{data.title}</h1>
        <Safe html={data.description} class="lead" />
        <p class="dashboard-note">
          {newest === undefined ? "Times are UTC." : `Newest data: ${newest}. Times are UTC.`}
        </p>
      </header>
      <FilterBar data={data} state={state} choose={choose} />
      <div class="tiles">
        {inOrder(data.tiles).map((tile) => (
          <Tile
            key={tile.name}
            tile={tile}
            data={data}
            state={state}
            colors={colors}
            pick={
              data.crossFilter
                ? (point, adds) => choose(clicked(now.current, tile.name, point, adds))
                : undefined
            }
          />
        ))}
      </div>
    </div>
  )
}

/** As they are read where there is one column: from the top, and from the left. */
function inOrder(tiles: readonly TileData[]): readonly TileData[] {
  return tiles.toSorted((a, b) => a.layout.row - b.layout.row || a.layout.column - b.layout.column)
}

/** The latest time that any tile shows. */
function newestData({ tiles, models }: DashboardData): string | undefined {
  const latest = tiles.flatMap(({ by, model }) =>
    by.flatMap(({ column: at, grain }) => {
      const column = model === undefined ? undefined : models[model]?.columns[at]
      const value = column?.kind === "category" && grain !== undefined ? column.values.at(-1) : undefined
      return typeof value === "string" ? [{ value, grain }] : []
    }),
  )
  const [last] = latest.toSorted((a, b) => (a.value < b.value ? 1 : -1))
  return last && dimensionText(last.value, last.grain)
}
