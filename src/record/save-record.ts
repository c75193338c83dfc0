import { randomUUID } from "node:crypto"
import { basename } from "node:path"
import type { Graph } from "../graph/types.ts"
import type { ProjectInputs } from "../project/files/project-inputs.ts"
import { hasRelation } from "../project/materialized.ts"
import { targetDatabase } from "../project/target/target-database.ts"
import type { Project, Relational, Resource } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import { createByteWriter } from "./byte-writer.ts"
import type { OpenRecord } from "./open-record.ts"
import { writeRecordFile } from "./record-file.ts"
import {
  identityOf,
  type RecordedCall,
  type RecordedResource,
  type RecordFlags,
  recordedDeclaration,
  recordedWarning,
} from "./record-head.ts"
import { headBytes, type RecordTop, type ResourceLine } from "./record-lines.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"
import { type RecordedParts, splitResource } from "./recorded-resource.ts"

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

  const isTaken = before !== undefined && areWhereTheyWere(resources, before)
  const details = newDetails(resources, before)
  const heavy = new Map(isTaken ? before.heavy.map((names, index) => [names.join(), { index, names }]) : [])
  const lines = resources.map((resource, index): ResourceLine => {
    const node = resource.enabled ? graph.nodes.get(resource.uniqueId) : undefined
    const isKept = isTaken && details === undefined && before.placeOf(resource) !== undefined
    if (isKept && (node === undefined || before.hasNode(node))) return { kept: index }
    const { light, heavy: names, detail } = before?.recordedParts(resource) ?? splitResource(resource)
    const key = names.join()
    const set = heavy.get(key) ?? { index: heavy.size, names }
    heavy.set(key, set)
    return {
      light,
      heavy: set.index,
      detail: details?.add(detail) ?? detail,
      ...(node === undefined ? {} : { reads: node.dependsOn.map(position) }),
      ...(node?.calls === undefined ? {} : { calls: node.calls.map(withoutPlace) }),
      ...(node === undefined || node.warnings.length === 0
        ? {}
        : { warnings: node.warnings.map(recordedWarning) }),
      ...(node?.attachedTo === undefined ? {} : { on: position(node.attachedTo) }),
      ...relationPart(resource, parsed),
    }
  })
  const top: RecordTop = {
    id: randomUUID(),
    identity: identityOf(flags),
    details: details === undefined ? (before?.detailsFile ?? "") : `${basename(path)}-${randomUUID()}`,
    inputs: recorded,
    described: { ...before?.describedStill(), ...Object.fromEntries(inputs.described) },
    project: project.name,
    database: targetDatabase(project.target),
    warnings: project.warnings.map(recordedWarning),
    groups: project.groups.map(recordedDeclaration),
    macroProperties: project.macroProperties.map(recordedDeclaration),
    heavy: [...heavy.values()].map(({ names }) => names),
    order: graph.order.map(position),
  }
  writeRecordFile(path, headBytes(top, lines, before?.lines()), top.details, details?.pieces())
  return top.id
}

/** Whether every resource has the position that it had: then what was recorded of those that are taken over still holds. */
function areWhereTheyWere(resources: readonly Resource[], before: OpenRecord): boolean {
  return (
    resources.length === before.size &&
    resources.every((resource, index) => {
      const place = before.placeOf(resource)
      return place === undefined ? before.isNamed(index, resource) : place === index
    })
  )
}

/** More than this share of details in the head: they go into a file of their own again. */
const mostInHead = 0.1

/**
 * A new file of details. Undefined after an edit: the details of what was taken over stay where they are, and the few
 * new ones stand in the head.
 */
function newDetails(resources: readonly Resource[], before: OpenRecord | undefined) {
  const inHead = resources.filter((resource) => before?.hasDetailInFile(resource) !== true).length
  if (before !== undefined && inHead <= resources.length * mostInHead) return undefined
  const writer = createByteWriter()
  return {
    pieces: writer.pieces,
    add(detail: RecordedParts["detail"]): RecordedParts["detail"] {
      const start = writer.length()
      const kept = typeof detail === "string" ? undefined : before?.detailBytes(detail)
      if (typeof detail === "string") writer.text(detail)
      else if (kept !== undefined) writer.bytes(kept, 0, kept.length)
      return [start, writer.length() - start]
    },
  }
}

function withoutPlace({ kind, parts, version }: RecordedCall): RecordedCall {
  return { kind, parts, ...(version === undefined ? {} : { version }) }
}

function relationPart(
  resource: Resource,
  { relationOf, before }: Parsed,
): Pick<RecordedResource<object>, "relation"> | undefined {
  const known = before?.relations.get(resource.uniqueId)
  if (known !== undefined && before?.placeOf(resource) !== undefined)
    return { relation: [known.schema ?? null, known.name] }
  if (!resource.enabled || !hasRelation(resource)) return undefined
  const { schema, name } = relationOf(resource)
  return { relation: [schema ?? null, name] }
}
