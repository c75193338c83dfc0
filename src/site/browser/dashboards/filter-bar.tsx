import type { DashboardData, FilterData, FilterTest } from "../../dashboards/dashboard-data.ts"
import { type DashboardState, type Point, testOfFilter } from "../../dashboards/dashboard-state.ts"
import { dimensionText } from "../../dashboards/format.ts"
import { controlOf } from "./filter-controls.tsx"

interface Given {
  readonly data: DashboardData
  readonly state: DashboardState
  readonly choose: (state: DashboardState) => void
}

/** The filters of a dashboard, what is clicked in its charts, and the way back. */
export function FilterBar({ data, state, choose }: Given) {
  const set = ({ name }: FilterData, test: FilterTest | undefined): void => {
    const filters = new Map(state.filters)
    choose({ ...state, filters: filters.set(name, test) })
  }
  const isChosen = state.filters.size > 0 || state.clicks.size > 0
  if (data.filters.length === 0 && !isChosen) return null
  return (
    <section class="filter-bar" aria-label="Filters">
      {data.filters.map((filter) => {
        const Control = controlOf(filter)
        return (
          <Control
            key={filter.name}
            filter={filter}
            test={testOfFilter(filter, state)}
            data={data}
            set={(test) => set(filter, test)}
          />
        )
      })}
      {[...state.clicks].flatMap(([tile, points]) =>
        points.map((point) => (
          <Chip key={`${tile} ${JSON.stringify(point)}`} {...{ data, state, choose, tile, point }} />
        )),
      )}
      {isChosen && (
        <button
          type="button"
          class="filter-reset"
          onClick={() => choose({ filters: new Map(), clicks: new Map() })}
        >
          Reset
        </button>
      )}
    </section>
  )
}

function Chip({
  data,
  state,
  choose,
  tile,
  point,
}: Given & { readonly tile: string; readonly point: Point }) {
  const shown = data.tiles.find(({ name }) => name === tile)
  const text = point
    .map(([field, value]) =>
      dimensionText(value ?? null, shown?.by.find(({ name }) => name === field)?.grain),
    )
    .join(", ")
  const remove = (): void => {
    const clicks = new Map(state.clicks)
    const others = (clicks.get(tile) ?? []).filter((each) => each !== point)
    if (others.length === 0) clicks.delete(tile)
    else clicks.set(tile, others)
    choose({ ...state, clicks })
  }
  return (
    <button
      type="button"
      class="chip"
      onClick={remove}
      aria-label={`Remove ${text}`}
      title={shown?.title ?? tile}
    >
      <span dir="auto">{text}</span>
      <span aria-hidden="true">×</span>
    </button>
  )
}
