import { randomUUID } from "node:crypto"
import { basename } from "node:path"
import type { Graph } from "../graph/types.ts"
import { isBuilt } from "../project/built.ts"
import type { ProjectInputs } from "../project/project-inputs.ts"
import type { Project, Relational, Resource } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { OpenRecord } from "./open-record.ts"
import { writeRecordFile } from "./record-file.ts"
import {
  identityOf,
  type RecordedCall,
  type RecordedResource,
  type RecordFlags,
  type RecordHead,
  recordedDeclaration,
  recordedWarning,
} from "./record-head.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"
import { type RecordedParts, splitResource } from "./recorded-resource.ts"

type Light = RecordedParts["light"]

export interface Parsed {
  readonly project: Project
  readonly graph: Graph
  readonly relationOf: (resource: Relational) => Relation
  /** Through which the project was loaded, and what is to be recorded of that. */
  readonly inputs: ProjectInputs
  readonly recorded: RecordedInputs
  /** The record that part of the project was taken from. */
  readonly before: OpenRecord | undefined
}

/** Keeps what a parse found for the commands to come, and returns the id of the record. */
export function saveRecord(path: string, flags: RecordFlags, parsed: Parsed): string {
  const { project, graph, inputs, recorded, before } = parsed
  const resources = [...project.resources, ...project.disabled].sort((a, b) =>
    a.uniqueId < b.uniqueId ? -1 : 1,
  )
  // A disabled resource may have the unique id of an enabled one, which is meant wherever an id is given.
  const positions = new Map<string, number>()
  for (const [index, resource] of resources.entries())
    if (resource.enabled || !positions.has(resource.uniqueId)) positions.set(resource.uniqueId, index)
  const position = (id: string): number => positions.get(id) ?? -1

  const parts = partsOf(resources, before, basename(path))
  const heavy = new Map<string, { readonly index: number; readonly names: readonly string[] }>()
  const entries = resources.map((resource, index): RecordedResource<Light> => {
    const { light, heavy: names, detail } = parts.of[index] ?? nothing
    const key = names.join()
    const set = heavy.get(key) ?? { index: heavy.size, names }
    heavy.set(key, set)
    const node = resource.enabled ? graph.nodes.get(resource.uniqueId) : undefined
    return {
      light,
      heavy: set.index,
      detail,
      ...(node === undefined ? {} : { reads: node.dependsOn.map(position) }),
      ...(node?.calls === undefined ? {} : { calls: node.calls.map(withoutPlace) }),
      ...(node?.attachedTo === undefined ? {} : { on: position(node.attachedTo) }),
      ...relationPart(resource, parsed),
    }
  })
  const head: RecordHead<Light> = {
    id: randomUUID(),
    identity: identityOf(flags),
    details: parts.file,
    inputs: recorded,
    described: { ...before?.describedStill(), ...Object.fromEntries(inputs.described) },
    project: project.name,
    warnings: project.warnings.map(recordedWarning),
    groups: project.groups.map(recordedDeclaration),
    macroProperties: project.macroProperties.map(recordedDeclaration),
    heavy: [...heavy.values()].map(({ names }) => names),
    resources: entries,
    order: graph.order.map(position),
  }
  writeRecordFile(path, head, parts.bytes)
  return head.id
}

const nothing: RecordedParts = { light: {}, heavy: [], detail: "{}" }

/** More than this share of details in the head: they go into a file of their own again. */
const mostInHead = 0.1

/**
 * How each resource is written. After an edit the details of what was taken over stay where they are, and the few new
 * ones stand in the head.
 */
function partsOf(
  resources: readonly Resource[],
  before: OpenRecord | undefined,
  name: string,
): {
  readonly file: string
  readonly of: readonly RecordedParts[]
  readonly bytes: readonly Uint8Array[] | undefined
} {
  const of = resources.map((resource) => before?.recordedParts(resource) ?? splitResource(resource))
  const inHead = of.filter(({ detail }) => typeof detail === "string").length
  if (before !== undefined && inHead <= of.length * mostInHead)
    return { file: before.detailsFile, of, bytes: undefined }
  const bytes: Uint8Array[] = []
  let start = 0
  const moved = of.map((parts): RecordedParts => {
    const detail =
      typeof parts.detail === "string" ? Buffer.from(parts.detail) : before?.detailBytes(parts.detail)
    if (detail === undefined) return parts
    bytes.push(detail)
    start += detail.length
    return { ...parts, detail: [start - detail.length, detail.length] }
  })
  return { file: `${name}-${randomUUID()}`, of: moved, bytes }
}

function withoutPlace({ kind, parts, version }: RecordedCall): RecordedCall {
  return { kind, parts, ...(version === undefined ? {} : { version }) }
}

function relationPart(
  resource: Resource,
  { relationOf, before }: Parsed,
): Pick<RecordedResource<Light>, "relation"> | undefined {
  const known = before?.relations.get(resource.uniqueId)
  if (known !== undefined && before?.isKept(resource) === true)
    return { relation: [known.schema ?? null, known.name] }
  if (!resource.enabled || !isBuilt(resource)) return undefined
  if (resource.type === "model" && resource.config.materialized === "ephemeral") return undefined
  const { schema, name } = relationOf(resource)
  return { relation: [schema ?? null, name] }
}
