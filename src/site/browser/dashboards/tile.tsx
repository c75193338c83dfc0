import type { ComponentChildren, ComponentType } from "preact"
import { useEffect, useMemo, useRef, useState } from "preact/hooks"
import type { DashboardData, TileData } from "../../dashboards/dashboard-data.ts"
import { type DashboardState, isSame, type Point } from "../../dashboards/dashboard-state.ts"
import type { ResultRow } from "../../dashboards/evaluate.ts"
import { dimensionText, shownValue } from "../../dashboards/format.ts"
import { type TileRows, tileRows } from "../../dashboards/tile-rows.ts"
import { keyOf } from "../../dashboards/values.ts"
import { Safe } from "../ui.tsx"
import { chartOf } from "./charts.tsx"
import type { ColorsOfSeries } from "./series-colors.ts"
import { TileTable } from "./tile-table.tsx"

interface TileProps {
  readonly tile: TileData
  readonly data: DashboardData
  readonly state: DashboardState
  readonly colors: ColorsOfSeries
  /** Undefined where clicks filter nothing. */
  readonly pick: ((point: Point, adds: boolean) => void) | undefined
}

/** What a chart is drawn from. */
export interface ChartProps {
  readonly tile: TileData
  readonly found: TileRows
  readonly colors: ColorsOfSeries
  readonly width: number
  readonly height: number
  readonly marks: MarkActions
}

/** What can be done with the marks of a chart. */
export interface MarkActions {
  readonly pick: ((row: ResultRow, adds: boolean) => void) | undefined
  /** Whether a mark was clicked; undefined where none of the tile was. */
  readonly isPicked: (row: ResultRow) => boolean | undefined
  readonly describe: (row: ResultRow) => string
}

export function Tile(props: TileProps) {
  const { tile, data, state } = props
  const model = tile.model === undefined ? undefined : data.models[tile.model]
  const { row, column, width, height } = tile.layout
  const place = {
    "--row": row + 1,
    "--column": column + 1,
    "--width": width,
    "--height": height,
  }
  const found = useMemo(
    () =>
      model === undefined || model.missing !== undefined ? undefined : tileRows(tile, model, data, state),
    [tile, model, data, state],
  )
  return (
    <section
      class={`tile tile-${tile.chart}${width < 12 ? " tile-narrow" : ""}`}
      style={place}
      aria-label={tile.title === "" ? tile.name : tile.title}
    >
      {tile.chart === "text" || tile.chart === "picture" ? (
        <Still tile={tile} />
      ) : model?.missing !== undefined ? (
        <>
          <Head tile={tile} />
          <p class="tile-missing" dir="auto">
            No rows of {model.name}. {model.missing}
          </p>
        </>
      ) : (
        found !== undefined && <Charted {...props} found={found} />
      )}
    </section>
  )
}

function Head({ tile, children }: { readonly tile: TileData; readonly children?: ComponentChildren }) {
  return (
    <header class="tile-head">
      <h2 class="tile-title" dir="auto">
        {tile.title === "" ? tile.name : tile.title}
      </h2>
      {children}
    </header>
  )
}

function Still({ tile }: { readonly tile: TileData }) {
  return (
    <>
      {tile.title !== "" && <Head tile={tile} />}
      {tile.chart === "text" ? (
        <Safe html={tile.text} class="prose tile-text" />
      ) : tile.picture === undefined ? (
        <p class="tile-missing">The picture was not found when this site was made.</p>
      ) : (
        <img class="tile-picture" src={tile.picture} alt={tile.alt} />
      )}
    </>
  )
}

function Charted({ tile, state, colors, pick, found }: TileProps & { readonly found: TileRows }) {
  const [isTable, setTable] = useState(false)
  const Chart = chartOf(tile.chart)
  const asTable = Chart === undefined || isTable
  const marks = useMemo(() => actions(tile, state, pick), [tile, state, pick])
  return (
    <>
      <Head tile={tile}>
        {Chart !== undefined && tile.chart !== "number" && (
          <button
            type="button"
            class="tile-switch"
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
            title={isTable ? "Show the chart" : "Show as a table"}
          >
            <span class="unseen">{tile.title} as a table</span>
            <TableIcon />
          </button>
        )}
      </Head>
      {found.without.length > 0 && (
        <p class="tile-note">Not filtered by {found.without.join(", ")}: its rows do not have it.</p>
      )}
      {found.rows.length === 0 ? (
        <p class="tile-missing">
          {state.filters.size + state.clicks.size === 0 ? "No rows yet." : "No rows with these filters."}
        </p>
      ) : asTable ? (
        <TileTable tile={tile} found={found} marks={marks} />
      ) : (
        <Body Chart={Chart} {...{ tile, found, colors, marks }} />
      )}
    </>
  )
}

/** Where a chart is drawn, as large as there is room. */
function Body({
  Chart,
  ...given
}: Omit<ChartProps, "width" | "height"> & { readonly Chart: ComponentType<ChartProps> }) {
  const [size, setSize] = useState({ width: 0, height: 0 })
  const body = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const element = body.current
    if (element === null) return undefined
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
    }
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    measure()
    return () => observer.disconnect()
  }, [])
  return (
    <div ref={body} class="tile-body">
      {size.width > 0 && <Chart {...given} {...size} />}
    </div>
  )
}

function actions(tile: TileData, state: DashboardState, pick: TileProps["pick"]): MarkActions {
  const picked = state.clicks.get(tile.name)
  return {
    pick:
      pick === undefined || tile.by.length === 0 ? undefined : (row, adds) => pick(pointOf(tile, row), adds),
    isPicked: (row) => picked?.some((point) => isSame(point, pointOf(tile, row))),
    describe: ({ dimensions, metrics }) =>
      [
        ...tile.by.map(({ grain }, at) => dimensionText(dimensions[at] ?? null, grain)),
        ...tile.metrics.flatMap((metric, at) =>
          metric.hidden ? [] : [shownValue(metric, metrics[at] ?? null)],
        ),
      ].join(", "),
  }
}

function pointOf({ by }: TileData, { dimensions }: ResultRow): Point {
  return by.map(({ name }, at) => [name, keyOf(dimensions[at] ?? null)] as const)
}

function TableIcon() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d="M2 3.5h12v9H2zM2 6.5h12M2 9.5h12M6.5 6.5v6"
        fill="none"
        stroke="currentColor"
        stroke-width="1.25"
      />
    </svg>
  )
}
