import { LuxError, type Place } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { dashboardsIn, modelOf } from "../project/dashboards/check-dashboards.ts"
import type { Dashboard } from "../project/dashboards/dashboard-types.ts"
import { dimensionOf } from "../project/metrics/metric-query.ts"
import type { Model, RelationArgument, Resource } from "../project/types.ts"
import type { KnownRelation } from "../sql/analysis.ts"

/** Columns that dashboards name and their models are known not to have: LUX-3132. */
export function dashboardProblems(
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  return dashboardsIn(resources).flatMap((dashboard) => [
    ...tileProblems(dashboard, resources, relationOf),
    ...filterProblems(dashboard, resources, relationOf),
  ])
}

function tileProblems(
  { tiles }: Dashboard,
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  return tiles.flatMap(({ name, model: written, by, metrics, filters, pictures, place }) => {
    const missing = (of: RelationArgument | undefined, columns: readonly (readonly [string, Place])[]) => {
      const model = of === undefined ? undefined : modelOf(of, resources)
      const known = model && namesOf(relationOf(model))
      if (model === undefined || known === undefined) return []
      const time = timeOf(model)
      return columns.flatMap(([written, at]) => {
        const { column } = dimensionOf(written, time)
        return known.includes(column.toLowerCase())
          ? []
          : [
              unknownColumn(
                `tile "${name}": model "${model.name}" has no column "${column}"`,
                at,
                column,
                known,
              ),
            ]
      })
    }
    return [
      ...missing(written, [
        ...by.map((each) => [each, place] as const),
        ...filters.flatMap(({ field, place: at }) => (metrics.includes(field) ? [] : [[field, at] as const])),
      ]),
      ...missing(
        pictures?.model,
        pictures === undefined ? [] : [pictures.key, pictures.column].map((each) => [each, place] as const),
      ),
    ]
  })
}

/** A filter of a dashboard is of a column that at least one of its models has. */
function filterProblems(
  { tiles, filters }: Dashboard,
  resources: readonly Resource[],
  relationOf: (model: Model) => KnownRelation,
): readonly LuxError[] {
  const models = tiles.flatMap(({ model }) => (model === undefined ? [] : (modelOf(model, resources) ?? [])))
  const columns = models.map((model) => ({ known: namesOf(relationOf(model)), time: timeOf(model) }))
  const all = columns.flatMap(({ known = [] }) => known)
  return filters.flatMap(({ name, field, place }) => {
    const isThere = columns.some(
      ({ known, time }) =>
        known === undefined || known.includes(dimensionOf(field, time).column.toLowerCase()),
    )
    return isThere
      ? []
      : [unknownColumn(`filter "${name}": no tile has a column "${field}"`, place, field, all)]
  })
}

function timeOf({ metrics }: Model): string | undefined {
  return metrics.find(({ timeDimension }) => timeDimension !== undefined)?.timeDimension
}

function namesOf({ columns, complete }: KnownRelation): readonly string[] | undefined {
  return complete ? columns?.map(({ name }) => name) : undefined
}

function unknownColumn(message: string, place: Place, column: string, known: readonly string[]): LuxError {
  return new LuxError("LUX-3132", message, { place, hint: didYouMean(column, [...new Set(known)]) })
}
