import { randomUUID } from "node:crypto"
import { dirname } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import type { Graph } from "../graph/types.ts"
import { findRoot } from "../project/find-root.ts"
import { ProjectInputs } from "../project/project-inputs.ts"
import type { Project } from "../project/types.ts"
import { type ContentKeys, contentKeys } from "../record/content-keys.ts"
import { type OpenRecord, openRecord } from "../record/open-record.ts"
import { identityOf, type RecordFlags } from "../record/record-head.ts"
import { recordPathOf } from "../record/record-path.ts"
import { type RecordedInputs, recordInputs } from "../record/recorded-inputs.ts"
import type { Reused } from "../record/reuse-record.ts"
import type { Parsed } from "../record/save-record.ts"
import type { Relation } from "../sql/relation.ts"
import type { LuxOptions } from "./types.ts"

/** The options with what may be left open decided. */
export interface ReadOptions extends LuxOptions {
  readonly projectDir: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a project consists of, as far as listing it needs. */
export interface ProjectOutline {
  readonly name: string
  readonly warnings: readonly LuxError[]
  readonly graph: Graph
  /** The record that it is from; undefined where the project was read. */
  readonly record?: { readonly path: string; readonly id: string } | undefined
}

export interface ProjectReader {
  /** Whether the record of an earlier command is there, and whether it still holds. */
  recorded(): "none" | "edited" | "same"
  outline(): Promise<ProjectOutline>
  whole(): Promise<ReadProject>
}

/**
 * Reads a project, once, from the record of an earlier command where that still holds, and otherwise as much of it as
 * changed. Whatever is wrong with it is told by a reading without the record, so that it is told the same way.
 */
export function createProjectReader(options: ReadOptions): ProjectReader {
  const startedAt = Date.now()
  let record: OpenRecord | undefined
  let opened = false
  let whole: Promise<ReadProject> | undefined
  const reader: ProjectReader = {
    recorded() {
      const found = open()
      if (found === undefined) return "none"
      return found.same ? "same" : "edited"
    },
    async outline() {
      const found = open()
      if (found?.same === true && whole === undefined) {
        found.restamp()
        const { path } = recordOf(options)
        const record = path === undefined ? undefined : { path, id: found.id }
        return { name: found.project, warnings: found.warnings, graph: found.graph(), record }
      }
      const { project, graph } = await reader.whole()
      return { name: project.name, warnings: project.warnings, graph }
    },
    whole() {
      whole ??= read()
      return whole
    },
  }
  return reader

  function open(): OpenRecord | undefined {
    if (opened) return record
    opened = true
    const { path, flags } = recordOf(options)
    if (path !== undefined) record = quietly(() => openRecord(path, flags, options.env, startedAt))
    return record
  }

  async function read(): Promise<ReadProject> {
    const found = open()
    const reused = found?.reuse()
    if (found !== undefined && reused !== undefined) {
      try {
        const { project, graph } = await load(options, found, reused)
        const recorded = found.same
          ? found.inputs
          : recordInputs(reused.inputs, options.env, startedAt, found.difference)
        if (found.same) found.restamp()
        const recordId = found.same
          ? found.id
          : await save(options, { project, graph, inputs: reused.inputs, recorded, before: found })
        const described = [...Object.keys(found.describedStill()), ...reused.inputs.described.keys()]
        return {
          project,
          graph,
          relations: keptRelations(found, project),
          keys: keysOf(options, recorded, project, described),
          recordId,
        }
      } catch (error) {
        if (!(error instanceof LuxError || error instanceof LuxErrors || error instanceof OutdatedRecord))
          throw error
      }
    }
    const inputs = new ProjectInputs(findRoot(options.projectDir))
    const { project, graph } = await load(options, undefined, { inputs })
    const recorded = recordInputs(inputs, options.env, startedAt, undefined)
    const recordId = await save(options, { project, graph, inputs, recorded, before: undefined })
    const keys = keysOf(options, recorded, project, inputs.described.keys())
    return { project, graph, relations: new Map(), keys, recordId }
  }
}

/** What was taken over cannot be: all has to be read. */
class OutdatedRecord extends Error {}

async function load(
  options: ReadOptions,
  record: OpenRecord | undefined,
  { inputs, reuse, graphBefore }: Pick<Reused, "inputs"> & Partial<Reused>,
): Promise<{ readonly project: Project; readonly graph: Graph }> {
  const [{ loadProject }, { builtInTests }, { createCompiler }, { buildGraph }] = await Promise.all([
    import("../project/load-project.ts"),
    import("../quality/built-in-tests.ts"),
    import("../compile/compiler.ts"),
    import("../graph/build-graph.ts"),
  ])
  const project = await loadProject({ ...options, builtInTests: builtInTests(), inputs, reuse })
  if (record?.same === true) return { project, graph: record.graph() }
  if (record !== undefined) assertOnlyResources(record, project, inputs)
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const relations = record === undefined ? new Map() : keptRelations(record, project)
  const compiler = createCompiler(project, invocation, { relations })
  const before = graphBefore?.([...project.resources, ...project.disabled])
  return { project, graph: buildGraph(project, compiler.findByRendering, before) }
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
  options: ReadOptions,
  recorded: RecordedInputs,
  project: Project,
  described: Iterable<string>,
): ContentKeys {
  const resources = [...project.resources, ...project.disabled]
  return contentKeys(identityOf(recordOf(options).flags), recorded, resources, described)
}

async function save(options: ReadOptions, parsed: Omit<Parsed, "relationOf">): Promise<string | undefined> {
  const { project, before } = parsed
  const { path, flags } = recordOf(options)
  // The project may say another folder than could be seen from outside.
  if (path === undefined || dirname(path) !== project.targetPath) return undefined
  const [{ saveRecord }, { relationsOf }] = await Promise.all([
    import("../record/save-record.ts"),
    import("../compile/relations.ts"),
  ])
  const relations = before === undefined ? new Map() : keptRelations(before, project)
  return saveRecord(path, flags, { ...parsed, relationOf: relationsOf(project, relations) })
}

function recordOf({ projectDir, target, targetPath, vars, env, cache }: ReadOptions): {
  readonly path: string | undefined
  readonly flags: RecordFlags
} {
  const root = findRoot(projectDir)
  const path = cache === false ? undefined : recordPathOf(root, targetPath, env)
  return { path, flags: { root, target, targetPath, vars } }
}

/** A record that cannot be read is as good as none. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
