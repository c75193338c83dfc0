import { LuxError, type Place } from "../errors.ts"
import { isQueried, isUnitTest, mayHaveVersions } from "../project/resource-guards.ts"
import { deprecationTime } from "../project/resources/deprecation.ts"
import { compareVersions } from "../project/resources/versions.ts"
import type { Model, Resource } from "../project/types.ts"
import { factsOf } from "../template/facts.ts"
import type { Graph, GraphNode } from "./types.ts"

/**
 * Models past their deprecation date (LUX-1220), readers of deprecated ones or of those that will be (LUX-1221), and refs
 * without a version to a model of which a newer version waits (LUX-1222). By unique id of the model that is to change.
 */
export function versionWarnings(graph: Graph, now: Date): readonly LuxError[] {
  const models = [...graph.nodes.values()].flatMap(({ resource }) =>
    mayHaveVersions(resource) && (resource.version !== undefined || resource.deprecationDate !== undefined)
      ? [resource]
      : [],
  )
  if (models.length === 0) return []
  return models.flatMap((model) => {
    const readers = (graph.readers.get(model.uniqueId) ?? [])
      .flatMap((id) => graph.nodes.get(id) ?? [])
      .filter(({ resource }) => !isUnitTest(resource))
    return [
      ...deprecation(model, now),
      ...readers.flatMap((reader) => deprecatedRead(reader, model, now)),
      ...newerVersion(model, readers, models),
    ]
  })
}

function deprecation(model: Model, now: Date): readonly LuxError[] {
  return isDeprecated(model, now)
    ? [
        new LuxError(
          "LUX-1220",
          `${nameOf(model)} has passed its deprecation date of ${model.deprecationDate}`,
          { place: model.place, hint: "Disable or remove it." },
        ),
      ]
    : []
}

/** A test of the model goes with it. */
function deprecatedRead(reader: GraphNode, model: Model, now: Date): readonly LuxError[] {
  if (model.deprecationDate === undefined || reader.attachedTo === model.uniqueId) return []
  const when = isDeprecated(model, now)
    ? `was deprecated on ${model.deprecationDate}`
    : `is to be deprecated on ${model.deprecationDate}`
  return [
    new LuxError("LUX-1221", `"${reader.resource.name}" reads ${nameOf(model)}, which ${when}`, {
      place: placeOfRef(reader.resource, model),
      hint: isLatest(model)
        ? "Read another model instead."
        : `A newer version is there: {{ref "${model.name}" v=${literal(model.latestVersion)}}}.`,
    }),
  ]
}

/** Of the latest version's readers, those whose ref will mean another one soon. */
function newerVersion(
  model: Model,
  readers: readonly GraphNode[],
  models: readonly Model[],
): readonly LuxError[] {
  if (model.version === undefined || !isLatest(model)) return []
  const newest = models
    .filter((each) => each.name === model.name && each.packageName === model.packageName)
    .reduce((best, each) => (compareVersions(each.version ?? 0, best.version ?? 0) > 0 ? each : best), model)
  if (newest === model) return []
  return readers
    .filter(({ calls }) => calls?.some((call) => call.version === undefined && refers(call, model)) === true)
    .map(
      ({ resource }) =>
        new LuxError(
          "LUX-1222",
          `"${resource.name}" reads "${model.name}" without a version; version ${newest.version} will be the next latest`,
          {
            place: placeOfRef(resource, model),
            hint: `Try it: {{ref "${model.name}" v=${literal(newest.version)}}}; or stay: v=${literal(model.version)}.`,
          },
        ),
    )
}

function isDeprecated({ deprecationDate }: Model, now: Date): boolean {
  return deprecationDate !== undefined && deprecationTime(deprecationDate) <= now.getTime()
}

function isLatest({ version, latestVersion }: Model): boolean {
  return String(version) === String(latestVersion)
}

function nameOf({ name, version }: Model): string {
  return version === undefined ? `model "${name}"` : `model "${name}" version ${version}`
}

function literal(version: Model["version"]): string {
  return typeof version === "number" ? String(version) : `"${version}"`
}

/** Where a reader's own text refs the model; its file where a macro or an argument does. */
function placeOfRef(reader: Resource, model: Model): Place {
  if (!isQueried(reader)) return reader.place
  const calls = factsOf(reader.template, new Map()).relations
  return calls.find((call) => refers(call, model))?.place ?? reader.place
}

function refers(
  call: { readonly kind: string; readonly parts: readonly string[]; readonly version?: string | number },
  model: Model,
): boolean {
  const asked = call.version ?? model.latestVersion
  return call.kind === "ref" && call.parts.at(-1) === model.name && String(asked) === String(model.version)
}
