import type { Graph } from "../graph/types.ts"
import type { ProjectInputs } from "../project/project-inputs.ts"
import type { Model, Project, Resource, Seed, SourceTable } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { OpenRecord } from "./open-record.ts"
import { writeRecordFile } from "./record-file.ts"
import {
  identityOf,
  type RecordedResource,
  type RecordFlags,
  type RecordHead,
  recordedWarning,
} from "./record-head.ts"
import { recordInputs } from "./recorded-inputs.ts"
import { type SplitResource, splitResource } from "./recorded-resource.ts"

type Light = SplitResource["light"]

export interface Parsed {
  readonly project: Project
  readonly graph: Graph
  readonly relationOf: (resource: Model | Seed | SourceTable) => Relation
  /** Through which the project was loaded. */
  readonly inputs: ProjectInputs
  readonly env: Readonly<Record<string, string | undefined>>
  /** Milliseconds since 1970: when loading started. */
  readonly startedAt: number
  /** The record that part of the project was taken from. */
  readonly before: OpenRecord | undefined
}

/** Keeps what a parse found for the commands to come. */
export function saveRecord(path: string, flags: RecordFlags, parsed: Parsed): void {
  const { project, graph, inputs, before } = parsed
  const resources = [...project.resources, ...project.disabled].sort((a, b) =>
    a.uniqueId < b.uniqueId ? -1 : 1,
  )
  // A disabled resource may have the unique id of an enabled one, which is meant wherever an id is given.
  const positions = new Map<string, number>()
  for (const [index, resource] of resources.entries())
    if (resource.enabled || !positions.has(resource.uniqueId)) positions.set(resource.uniqueId, index)
  const position = (id: string): number => positions.get(id) ?? -1

  const heavy = new Map<string, { readonly index: number; readonly names: readonly string[] }>()
  const details: Uint8Array[] = []
  const entries = resources.map((resource): RecordedResource<Light> => {
    const known = before?.recordedParts(resource)
    const parts = known ?? split(resource)
    const key = parts.heavy.join()
    const set = heavy.get(key) ?? { index: heavy.size, names: parts.heavy }
    heavy.set(key, set)
    details.push(parts.detail)
    const node = resource.enabled ? graph.nodes.get(resource.uniqueId) : undefined
    return {
      light: parts.light,
      heavy: set.index,
      size: parts.detail.length,
      ...(node === undefined ? {} : { reads: node.dependsOn.map(position) }),
      ...(node?.calls === undefined
        ? {}
        : { calls: node.calls.map(({ kind, parts: names }) => ({ kind, parts: names })) }),
      ...(node?.attachedTo === undefined ? {} : { on: position(node.attachedTo) }),
      ...relationPart(resource, parsed),
    }
  })
  const head: RecordHead<Light> = {
    identity: identityOf(flags),
    inputs: recordInputs(inputs, parsed.env, parsed.startedAt, before?.difference.files ?? {}),
    described: { ...before?.describedStill(), ...Object.fromEntries(inputs.described) },
    project: project.name,
    warnings: project.warnings.map(recordedWarning),
    heavy: [...heavy.values()].map(({ names }) => names),
    resources: entries,
    order: graph.order.map(position),
  }
  writeRecordFile(path, { head: JSON.stringify(head), details })
}

function split(resource: Resource) {
  const { light, heavy, detail } = splitResource(resource)
  return { light, heavy, detail: Buffer.from(detail) }
}

function relationPart(
  resource: Resource,
  { relationOf, before }: Parsed,
): Pick<RecordedResource<Light>, "relation"> | undefined {
  const known = before?.relations.get(resource.uniqueId)
  if (known !== undefined && before?.recordedParts(resource) !== undefined)
    return { relation: [known.schema ?? null, known.name] }
  if (!resource.enabled || (resource.type !== "model" && resource.type !== "seed")) return undefined
  if (resource.type === "model" && resource.config.materialized === "ephemeral") return undefined
  const { schema, name } = relationOf(resource)
  return { relation: [schema ?? null, name] }
}
