import type { LuxError } from "../errors.ts"
import type { Graph } from "../graph/types.ts"
import { findRoot } from "../project/files/find-root.ts"
import { hasRelation } from "../project/materialized.ts"
import { targetDatabase } from "../project/target/target-database.ts"
import type { Relation } from "../sql/relation.ts"
import type { GenericTest } from "../template/types.ts"
import { type OpenRecord, openRecord } from "./open-record.ts"
import type { ReadProject } from "./read-project.ts"
import type { RecordFlags } from "./record-head.ts"
import { recordPathOf } from "./record-path.ts"

/** Where a project is, and what it is read with. */
export interface ReadOptions {
  /** Absolute path of the project's folder, or of one inside it. */
  readonly projectDir: string
  /** As it was written. */
  readonly opened?: { readonly projectDir: string | undefined } | undefined
  readonly target?: string | undefined
  readonly targetPath?: string | undefined
  /** `--vars`: YAML or JSON text. */
  readonly vars?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** False: nothing is taken from the record of an earlier command, and none is kept. */
  readonly cache?: boolean | undefined
}

/** The tests that lux itself has, loaded for what is not in the record. */
export type LoadBuiltInTests = () => Promise<ReadonlyMap<string, GenericTest>>

/** What a project consists of, as far as listing it needs. */
export interface ProjectOutline {
  readonly name: string
  readonly warnings: readonly LuxError[]
  readonly graph: Graph
  /** Of the target, as its warehouse calls it. */
  readonly database: string
  /** By unique id: where what has a relation of its own is in the warehouse; what comes of files has no schema. */
  relations(): Promise<ReadonlyMap<string, Relation>>
  /** The record that it is from; undefined where the project was read. */
  readonly record?: { readonly path: string; readonly id: string } | undefined
}

/** Where the record of a command is kept, undefined for nowhere, and what the command was given. */
export interface RecordPlace {
  readonly path: string | undefined
  readonly flags: RecordFlags
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
export function createProjectReader(options: ReadOptions, builtInTests: LoadBuiltInTests): ProjectReader {
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
        return {
          name: found.project,
          database: found.database,
          warnings: found.warnings,
          graph: found.graph(),
          record,
          relations: async () => found.relations,
        }
      }
      const { project, graph } = await reader.whole()
      return {
        name: project.name,
        database: targetDatabase(project.target),
        warnings: project.warnings,
        graph,
        async relations() {
          const { relationsOf } = await import("../compile/relations.ts")
          const relationOf = relationsOf(project)
          const built = project.resources.filter(hasRelation)
          return new Map(built.map((resource) => [resource.uniqueId, relationOf(resource)]))
        },
      }
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
    const [{ readWhole }, tests] = await Promise.all([import("./read-whole.ts"), builtInTests()])
    return readWhole({ ...options, builtInTests: tests }, recordOf(options), startedAt, open())
  }
}

function recordOf({ projectDir, target, targetPath, vars, env, cache }: ReadOptions): RecordPlace {
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
