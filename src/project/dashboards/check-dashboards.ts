import { LuxError, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { mayBeDashboard, mayHaveMetrics } from "../resource-guards.ts"
import type { Exposure, Model, RelationArgument, Resource } from "../types.ts"

/** Metrics of tiles that their models do not have, or that lux does not compute: LUX-3132. */
export function checkDashboards(resources: readonly Resource[], problems: Problems): void {
  for (const { tiles } of dashboardsIn(resources))
    for (const { name, model: written, metrics, metricPlaces, filters, place } of tiles) {
      const model = written === undefined ? undefined : modelOf(written, resources)
      // A ref of nothing is reported with the graph.
      if (model === undefined) continue
      const known = model.metrics.filter(({ measure }) => measure !== undefined).map((each) => each.name)
      for (const [index, metric] of metrics.entries())
        if (!known.includes(metric))
          problems.add(
            new LuxError("LUX-3132", `tile "${name}": model "${model.name}" has no metric "${metric}"`, {
              place: metricPlaces[index] ?? place,
              hint:
                didYouMean(metric, known) ??
                (known.length === 0
                  ? "Declare metrics with the model: docs/guides/metrics.md."
                  : `Its metrics are ${known.join(", ")}.`),
            }),
          )
      for (const filter of filters)
        if (filter.test.kind === "last" && metrics.includes(filter.field))
          problems.add(
            new LuxError("LUX-3130", `tile "${name}": last is for times, and "${filter.field}" is a metric`, {
              place: filter.place,
              hint: "Write a number, or {min: 1}.",
            }),
          )
    }
}

/** What exposures with content show. */
export function dashboardsIn(resources: readonly Resource[]): readonly NonNullable<Exposure["dashboard"]>[] {
  return resources.flatMap((resource) =>
    mayBeDashboard(resource) && resource.enabled && resource.dashboard !== undefined
      ? [resource.dashboard]
      : [],
  )
}

/** The model that a tile names; of several versions the one asked for, or the latest. */
export function modelOf(
  { parts, version }: Omit<RelationArgument, "place">,
  resources: readonly Resource[],
): Model | undefined {
  const name = parts.at(-1)
  const packageName = parts.length > 1 ? parts[0] : undefined
  for (const resource of resources)
    if (
      mayHaveMetrics(resource) &&
      resource.enabled &&
      resource.name === name &&
      (packageName === undefined || resource.packageName === packageName) &&
      String(resource.version) === String(version ?? resource.latestVersion)
    )
      return resource
  return undefined
}
