import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import { createCompiler } from "../compile/compiler.ts"
import { relationsOf } from "../compile/relations.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import { buildGraph } from "../graph/build-graph.ts"
import type { Graph } from "../graph/types.ts"
import { findRoot } from "../project/files/find-root.ts"
import { ProjectInputs } from "../project/files/project-inputs.ts"
import { loadProject } from "../project/load-project.ts"
import type { Project } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { GenericTest } from "../template/types.ts"
import { type ContentKeys, contentKeys } from "./content-keys.ts"
import type { OpenRecord } from "./open-record.ts"
import type { ReadOptions, RecordPlace } from "./project-reader.ts"
import type { ReadProject } from "./read-project.ts"
import { identityOf } from "./record-head.ts"
import { type RecordedInputs, recordInputs } from "./recorded-inputs.ts"
import type { Reused } from "./reuse-record.ts"
import { type Parsed, saveRecord } from "./save-record.ts"

interface WholeOptions extends ReadOptions {
  readonly builtInTests: ReadonlyMap<string, GenericTest>
}

/** Reads what changed since `found` was kept, or everything, and keeps it for the next command. */
export async function readWhole(
  options: WholeOptions,
  place: RecordPlace,
  startedAt: number,
  found: OpenRecord | undefined,
): Promise<ReadProject> {
  const reused = found?.reuse()
  if (found !== undefined && reused !== undefined) {
    try {
      const { project, graph, relations } = await load(options, found, reused)
      const recorded = found.same
        ? found.inputs
        : recordInputs(reused.inputs, options.env, startedAt, found.difference)
      if (found.same) found.restamp()
      const recordId = found.same
        ? found.id
        : save(place, { project, graph, relations, inputs: reused.inputs, recorded, before: found })
      const described = [...Object.keys(found.describedStill()), ...reused.inputs.described.keys()]
      const kept = { recordId: found.id, has: found.hasNode }
      return { project, graph, relations, keys: keysOf(place, recorded, project, described), recordId, kept }
    } catch (error) {
      if (!(error instanceof LuxError || error instanceof LuxErrors || error instanceof OutdatedRecord))
        throw error
    }
  }
  const inputs = new ProjectInputs(findRoot(options.projectDir))
  const { project, graph, relations } = await load(options, undefined, { inputs })
  const recorded = recordInputs(inputs, options.env, startedAt, undefined)
  const recordId = save(place, { project, graph, relations, inputs, recorded, before: undefined })
  const keys = keysOf(place, recorded, project, inputs.described.keys())
  return { project, graph, relations, keys, recordId }
}

/** What was taken over cannot be: all has to be read. */
class OutdatedRecord extends Error {}

interface Loaded {
  readonly project: Project
  readonly graph: Graph
  /** By unique id, of what was taken over. */
  readonly relations: ReadonlyMap<string, Relation>
}

async function load(
  options: WholeOptions,
  record: OpenRecord | undefined,
  { inputs, reuse, graphBefore }: Pick<Reused, "inputs"> & Partial<Reused>,
): Promise<Loaded> {
  const project = await loadProject({ ...options, inputs, reuse })
  const relations = record === undefined ? new Map() : keptRelations(record, project)
  if (record?.same === true) return { project, graph: record.graph(), relations }
  if (record !== undefined) assertOnlyResources(record, project, inputs)
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const compiler = createCompiler(project, invocation, { relations })
  const before = graphBefore?.([...project.resources, ...project.disabled])
  return { project, graph: buildGraph(project, compiler.findByRendering, before), relations }
}

/** A new file that declares no resource, such as a macro, may matter to what was taken over. */
function assertOnlyResources(record: OpenRecord, project: Project, inputs: ProjectInputs): void {
  const declaring = new Set([...project.resources, ...project.disabled].map(({ path }) => path))
  for (const path of record.difference.paths)
    if (inputs.files.has(path) && !declaring.has(path) && !inputs.described.has(path))
      throw new OutdatedRecord()
}

function keptRelations(record: OpenRecord, project: Project): ReadonlyMap<string, Relation> {
  return new Map(
    project.resources.flatMap((resource) => {
      const relation = record.relations.get(resource.uniqueId)
      return relation === undefined || record.placeOf(resource) === undefined
        ? []
        : [[resource.uniqueId, relation] as const]
    }),
  )
}

function keysOf(
  { flags }: RecordPlace,
  recorded: RecordedInputs,
  project: Project,
  described: Iterable<string>,
): ContentKeys {
  const resources = [...project.resources, ...project.disabled]
  return contentKeys(identityOf(flags), recorded, resources, described)
}

function save(
  { path, flags }: RecordPlace,
  { relations, ...parsed }: Omit<Parsed, "relationOf"> & Pick<Loaded, "relations">,
): string | undefined {
  const { project } = parsed
  // The project may say another folder than could be seen from outside.
  if (path === undefined || dirname(path) !== project.targetPath) return undefined
  return saveRecord(path, flags, { ...parsed, relationOf: relationsOf(project, relations) })
}
