import { LuxError, type Place } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { dashboardsIn, modelOf } from "../project/dashboards/check-dashboards.ts"
import type { Dashboard, DashboardFilter, Tile } from "../project/dashboards/dashboard-types.ts"
import { dimensionOf } from "../project/metrics/metric-query.ts"
import { timeGrains } from "../project/metrics/metric-types.ts"
import type { Model, RelationArgument, Resource } from "../project/types.ts"
import type { KnownColumn, KnownRelation } from "../sql/analysis.ts"
import { type ColumnKind, conditionProblems, kindProblem } from "./check-conditions.ts"

/** Columns that dashboards name and their models are known not to have, or not as they are used: LUX-3132, LUX-3356. */
export function dashboardProblems(
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  return dashboardsIn(resources).flatMap((dashboard) => [
    ...dashboard.tiles.flatMap((tile) => tileProblems(tile, resources, relationOf)),
    ...filterProblems(dashboard, resources, relationOf),
  ])
}

/** A column as it is written, `ts__day`, and where. */
interface WrittenColumn {
  readonly written: string
  readonly place: Place
}

function tileProblems(
  tile: Tile,
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  const { name, by, byPlaces, metrics, filters, fillRanges, pictures, place } = tile
  const known = (of: RelationArgument | undefined): KnownModel | undefined => {
    const model = of === undefined ? undefined : modelOf(of, resources)
    return model && { model, columns: columnsOf(relationOf(model)) }
  }
  const missing = (found: KnownModel | undefined, written: readonly WrittenColumn[]): readonly LuxError[] =>
    written.flatMap((each) => missingColumn(`tile "${name}"`, found, each))
  const model = known(tile.model)
  const dimensions = by.map((written, at) => ({ written, place: byPlaces[at] ?? place }))
  const conditions = filters.filter(({ field }) => !metrics.includes(field))
  return [
    ...missing(model, [
      ...dimensions,
      ...conditions.map(({ field, place: at }) => ({ written: field, place: at })),
    ]),
    ...missing(
      known(pictures?.model),
      pictures === undefined ? [] : [pictures.key, pictures.column].map((written) => ({ written, place })),
    ),
    ...dimensions.flatMap((each) => grainProblems(`tile "${name}"`, each, model)),
    ...conditions.flatMap((each) => conditionProblems(`tile "${name}"`, each, typeIn(each.field, model))),
    ...dimensions.flatMap((each) =>
      Object.hasOwn(fillRanges, each.written)
        ? kindProblem(`tile "${name}": fill of "${each.written}"`, each.place, typeIn(each.written, model), [
            "number",
          ])
        : [],
    ),
  ]
}

/** A filter of a dashboard is of a column that at least one of its models has. */
function filterProblems(
  { tiles, filters }: Dashboard,
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  const models = [
    ...new Set(tiles.flatMap(({ model }) => (model === undefined ? [] : (modelOf(model, resources) ?? [])))),
  ].map((model) => ({ model, columns: columnsOf(relationOf(model)) }))
  return filters.flatMap(({ name, field, control, default: usual, place }) => {
    const having = models.filter((each) => missingColumn("", each, { written: field, place }).length === 0)
    if (having.length === 0 && models.length > 0) {
      const all = models.flatMap(({ columns = [] }) => columns.map((each) => each.name))
      return [unknownColumn(`filter "${name}": no tile has a column "${field}"`, place, field, all)]
    }
    const of = `filter "${name}"`
    return having.flatMap((model) => {
      const type = typeIn(field, model)
      const problems = [
        ...grainProblems(of, { written: field, place }, model),
        ...(usual === undefined ? [] : conditionProblems(of, usual, type)),
        ...kindProblem(`${of}: control ${control}`, place, type, kindsOf[control]),
      ]
      return problems.slice(0, 1)
    })
  })
}

interface KnownModel {
  readonly model: Model
  /** Undefined where not all of them are known. */
  readonly columns: readonly KnownColumn[] | undefined
}

/** What a control can be of; undefined: anything. */
const kindsOf: Readonly<Record<DashboardFilter["control"], readonly ColumnKind[] | undefined>> = {
  list: undefined,
  dropdown: undefined,
  text: undefined,
  range: ["number", "time"],
  date_range: ["time"],
}

function missingColumn(
  of: string,
  found: KnownModel | undefined,
  { written, place }: WrittenColumn,
): readonly LuxError[] {
  if (found?.columns === undefined) return []
  const { model, columns } = found
  const { column } = dimensionOf(written, timeOf(model))
  if (columns.some(({ name }) => name === column.toLowerCase())) return []
  const names = columns.map(({ name }) => name)
  if (model.metrics.some(({ name }) => name === column))
    return [
      new LuxError("LUX-3132", `${of}: "${column}" is a metric of model "${model.name}", not a column`, {
        place,
        hint: "Metrics stand under metrics. To filter or sort by one that is not shown, name it there and under hidden.",
      }),
    ]
  const cut = /^(.+)__(\w+)$/.exec(column)
  if (cut !== null && names.includes((cut[1] ?? "").toLowerCase()))
    return [
      new LuxError("LUX-3132", `${of}: "${cut[2]}" is not a unit that times are cut to`, {
        place,
        hint: didYouMean(cut[2] ?? "", timeGrains) ?? `Units are ${timeGrains.join(", ")}.`,
      }),
    ]
  return [unknownColumn(`${of}: model "${model.name}" has no column "${column}"`, place, column, names)]
}

/** Only times are cut to units. */
function grainProblems(
  of: string,
  { written, place }: WrittenColumn,
  found: KnownModel | undefined,
): readonly LuxError[] {
  if (found === undefined || dimensionOf(written, timeOf(found.model)).grain === undefined) return []
  return kindProblem(`${of}: "${written}"`, place, typeIn(written, found), ["time"])
}

function typeIn(written: string, found: KnownModel | undefined): string | undefined {
  if (found === undefined) return undefined
  const { column } = dimensionOf(written, timeOf(found.model))
  return found.columns?.find(({ name }) => name === column.toLowerCase())?.type
}

function timeOf({ metrics }: Model): string | undefined {
  return metrics.find(({ timeDimension }) => timeDimension !== undefined)?.timeDimension
}

function columnsOf({ columns, complete }: KnownRelation): readonly KnownColumn[] | undefined {
  return complete ? columns : undefined
}

function unknownColumn(message: string, place: Place, column: string, known: readonly string[]): LuxError {
  const names = [...new Set(known)]
  return new LuxError("LUX-3132", message, {
    place,
    hint: didYouMean(column, names) ?? `Known: ${names.join(", ")}.`,
  })
}
