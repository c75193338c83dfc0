import { readFileSync } from "node:fs"
import { join } from "node:path"
import { load } from "js-yaml"
import type { Knowledge } from "../analysis/knowledge.ts"
import { relationsOf } from "../compile/relations.ts"
import { selectorsFileName } from "../graph/selection.ts"
import { packageOfFile } from "../project/packages/of-package.ts"
import { isRelational } from "../project/resource-guards.ts"
import { targetDatabase } from "../project/target/target-database.ts"
import { targetPlace } from "../project/target/target-place.ts"
import type { Project, Resource } from "../project/types.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { yamlSchema } from "../project/yaml/yaml-numbers.ts"
import type { KnownModel } from "../record/analysis-record.ts"
import type { ReadProject } from "../record/read-project.ts"
import { compiledGenericTests, compiledMacros } from "./compiled-macros.ts"
import { LiveNode, type NodeAnalysis, type NodeSource } from "./compiled-node.ts"
import type { CompiledDocsBlock, CompiledMacro, CompiledNode, CompiledProject } from "./compiled-project.ts"

/** What a command did with a project. */
export interface CompiledBy {
  readonly invocation: { readonly id: string; readonly startedAt: Date }
  /** Compiled SQL by unique id, of what it compiled. */
  readonly sql: ReadonlyMap<string, string>
  /** What it found out of columns; undefined where it did not look. */
  readonly analysis?: {
    readonly knowledge: Knowledge
    readonly models: ReadonlyMap<string, KnownModel>
  }
}

/** The compiled project of a command. Nothing is worked out before it is asked for. */
export function compiledFromProject(found: ReadProject, by: CompiledBy): CompiledProject {
  return new LiveProject(found, by)
}

class LiveProject implements CompiledProject {
  readonly name: string
  readonly version: string
  readonly dialect: CompiledProject["dialect"]
  readonly root: string
  readonly target: CompiledProject["target"]
  readonly invocation: CompiledProject["invocation"]
  readonly order: readonly string[]
  readonly groups: CompiledProject["groups"]
  readonly #found: ReadProject
  readonly #source: NodeSource
  #nodes: CompiledProject["nodes"] | undefined
  #macros: CompiledProject["macros"] | undefined
  #genericTests: CompiledProject["genericTests"] | undefined

  constructor(found: ReadProject, { invocation, sql, analysis }: CompiledBy) {
    const { project, graph, keys, relations } = found
    const { target } = project
    const database = targetDatabase(target)
    this.name = project.name
    this.version = project.version
    this.dialect = project.dialect
    this.root = project.root
    this.target = {
      name: target.name,
      type: target.type,
      place: targetPlace(target),
      database,
      batches: target.batches,
      schema: target.schema,
      schemaPrefix: target.schemaPrefix,
    }
    this.invocation = { id: invocation.id, startedAt: invocation.startedAt.toISOString() }
    this.order = graph.order
    this.groups = project.groups
    this.#found = found
    this.#source = {
      project,
      graph,
      keys,
      relationOf: relationsOf(project, relations),
      database,
      sql,
      analysis: analysis === undefined ? undefined : nodeAnalysis(analysis),
    }
  }

  get nodes(): Readonly<Record<string, CompiledNode>> {
    this.#nodes ??= Object.fromEntries(
      [...this.#found.graph.nodes].map(([id, node]) => [id, new LiveNode(node.resource, node, this.#source)]),
    )
    return this.#nodes
  }

  get disabled(): readonly CompiledNode[] {
    return this.#found.project.disabled.map((resource) => new LiveNode(resource, undefined, this.#source))
  }

  get macros(): Readonly<Record<string, CompiledMacro>> {
    this.#macros ??= compiledMacros(this.#found.project)
    return this.#macros
  }

  get genericTests(): Readonly<Record<string, CompiledMacro>> {
    this.#genericTests ??= compiledGenericTests(this.#found.project)
    return this.#genericTests
  }

  get docs(): readonly CompiledDocsBlock[] {
    const { project } = this.#found
    return [...project.docsBlocks].map(([name, { text, path }]) => ({
      name,
      packageName: packageOfFile(project, path),
      path,
      text,
    }))
  }

  get selectors(): readonly unknown[] {
    return selectorsIn(this.#found.project)
  }
}

function nodeAnalysis({ knowledge, models }: NonNullable<CompiledBy["analysis"]>): NodeAnalysis {
  return {
    columnsOf: (resource: Resource) =>
      isRelational(resource) ? knowledge.relationOf(resource).columns : undefined,
    analysed: (uniqueId) => models.get(uniqueId)?.analysed(),
  }
}

/** Whether the file is well is found out where a selection is asked for: of one that cannot be read there is nothing here. */
function selectorsIn({ root }: Project): readonly unknown[] {
  try {
    const document: unknown = load(readFileSync(join(root, selectorsFileName), "utf8"), {
      schema: yamlSchema,
    })
    return isMap(document) && Array.isArray(document["selectors"]) ? document["selectors"] : []
  } catch {
    return []
  }
}
