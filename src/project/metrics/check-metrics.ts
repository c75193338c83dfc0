import { LuxError, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { mayHaveMetrics } from "../resource-guards.ts"
import type { Model, Resource } from "../types.ts"
import type { Metric } from "./metric-types.ts"

/** Duplicate metrics (LUX-3121), and ratios of metrics that the model does not have (LUX-3120). */
export function checkMetrics(resources: readonly Resource[], problems: Problems): void {
  const taken = new Map<string, Metric>()
  for (const model of modelsWithMetrics(resources)) {
    const names = model.metrics.map(({ name }) => name)
    for (const metric of model.metrics) {
      const other = taken.get(metric.name)
      if (other !== undefined)
        problems.add(
          new LuxError("LUX-3121", `duplicate metric "${metric.name}"`, {
            place: metric.place,
            hint: "Names of metrics are unique in the project: rename one.",
            related: [{ message: "the other one", place: other.place }],
          }),
        )
      taken.set(metric.name, metric)
      checkRatio(metric, model, names, problems)
      checkName(metric, problems)
    }
  }
}

/** A notice for each key that is kept and not used. */
export function metricWarnings(resource: Resource): readonly LuxError[] {
  if (!mayHaveMetrics(resource) || !resource.enabled) return []
  return resource.unsupportedKeys.map(
    ({ of, key, place }) =>
      new LuxError("LUX-3122", `${of}: lux keeps "${key}" and does not use it`, {
        place,
        hint: "docs/guides/metrics.md lists what lux computes.",
      }),
  )
}

/** The enabled models that declare metrics. */
export function modelsWithMetrics(resources: readonly Resource[]): readonly Model[] {
  return resources.flatMap((resource) =>
    mayHaveMetrics(resource) && resource.enabled && resource.metrics.length > 0 ? [resource] : [],
  )
}

function checkRatio(
  { name, measure, place }: Metric,
  model: Model,
  names: readonly string[],
  problems: Problems,
): void {
  if (measure?.kind !== "ratio") return
  for (const part of [measure.numerator, measure.denominator]) {
    const found = model.metrics.find((each) => each.name === part)
    if (found?.measure?.kind === "simple") continue
    const message =
      found === undefined
        ? `model "${model.name}" has no metric "${part}"`
        : `metric "${part}" cannot be a part of a ratio`
    const hint = found === undefined ? didYouMean(part, names) : "Its parts are simple metrics."
    problems.add(new LuxError("LUX-3120", `metric "${name}": ${message}`, { place, hint }))
  }
}

/** It becomes a name in SQL and in LookML. */
function checkName({ name, place }: Metric, problems: Problems): void {
  if (/^[a-z]\w*$/i.test(name) && !name.includes("__")) return
  problems.add(
    new LuxError("LUX-3120", `invalid name of a metric: "${name}"`, {
      place,
      hint: "Use letters, digits and single underscores, a letter first.",
    }),
  )
}
