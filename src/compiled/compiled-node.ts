import { knownRelation } from "../analysis/known-relations.ts"
import { failuresRelation } from "../compile/failures-relation.ts"
import { cteName } from "../compile/reads.ts"
import type { RelationOf } from "../compile/relations.ts"
import type { LuxNodeBody } from "../graph/state/lux-graph.ts"
import { nodeBody } from "../graph/state/node-body.ts"
import type { Graph, GraphNode } from "../graph/types.ts"
import { isInlined } from "../project/materialized.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import { isDataTest, isFileOfRows, isReadFromOutside, isRelational } from "../project/resource-guards.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import type { Column, DataTest, Project, Relational, Resource } from "../project/types.ts"
import type { AnalysedModel } from "../record/analysed-model.ts"
import type { ContentKeys } from "../record/content-keys.ts"
import { compiledPathOf, executedPathOf } from "../run/compiled-files.ts"
import type { KnownRelation } from "../sql/analysis.ts"
import { genericTestId, macroIdsOf } from "./compiled-macros.ts"
import type { CompiledCall, CompiledColumn, CompiledNode, CompiledRelation } from "./compiled-project.ts"

/** What nodes are worked out from. */
export interface NodeSource {
  readonly project: Project
  readonly graph: Graph
  readonly keys: ContentKeys
  readonly relationOf: RelationOf
  readonly database: string
  /** Compiled SQL by unique id. */
  readonly sql: ReadonlyMap<string, string>
  /** Undefined where nothing was analysed. */
  readonly analysis: NodeAnalysis | undefined
}

/** What is known of columns without a warehouse. */
export interface NodeAnalysis {
  /** What is known of a relation's columns. */
  columnsOf(resource: Resource): KnownRelation["columns"]
  analysed(uniqueId: string): AnalysedModel | undefined
}

/** A node whose values are worked out when they are asked for. */
export class LiveNode implements CompiledNode {
  readonly resource: Resource
  readonly #source: NodeSource
  /** Undefined for what is disabled. */
  readonly #node: GraphNode | undefined

  constructor(resource: Resource, node: GraphNode | undefined, source: NodeSource) {
    this.resource = resource
    this.#node = node
    this.#source = source
  }

  get key(): string {
    return this.#source.keys.node(this.resource)
  }

  get said(): LuxNodeBody {
    return nodeBody(this.resource, this.key, this.#source.project)
  }

  get dependsOn(): readonly string[] {
    return this.#node?.dependsOn ?? []
  }

  get readers(): readonly string[] {
    return this.#node === undefined ? [] : (this.#source.graph.readers.get(this.resource.uniqueId) ?? [])
  }

  get calls(): readonly CompiledCall[] {
    return this.#node === undefined ? [] : callsOf(this.#node, this.#source.graph)
  }

  get attachedTo(): string | undefined {
    return this.#node?.attachedTo
  }

  get macros(): readonly string[] {
    const { resource } = this
    const test = dataTest(resource)
    if (test !== undefined) return macrosOfTest(test, this.#source.project)
    if (!("template" in resource)) return []
    const { project } = this.#source
    return macroIdsOf(resource.template, project, scopeOfPackage(project, resource.packageName).macros)
  }

  get authored(): string {
    const { resource } = this
    const test = dataTest(resource)
    if (test !== undefined) return bodyOf(test, this.#source.project)?.text ?? ""
    return "template" in resource ? resource.template.text : ""
  }

  get relation(): CompiledRelation | undefined {
    const { resource } = this
    if (!isRelational(resource)) return undefined
    const { relationOf, project, database } = this.#source
    const { schema, name, label } = relationOf(resource)
    const inlined = isInlined(resource)
    return {
      database,
      schema: schema ?? (isReadFromOutside(resource) ? resource.schema : ownSchema(project)),
      name: schema === undefined ? nameOutside(resource) : name,
      exists: schema !== undefined && !inlined,
      called: (inlined ? cteName(resource) : label).toLowerCase(),
      isInlined: inlined,
    }
  }

  get failures(): CompiledRelation | undefined {
    const test = dataTest(this.resource)
    if (test === undefined) return undefined
    const { project, database } = this.#source
    const relation = failuresRelation(test, project)
    return {
      database,
      schema: relation?.schema ?? ownSchema(project),
      name: relation?.name ?? test.shortName,
      exists: relation !== undefined,
      called: "",
      isInlined: false,
    }
  }

  get sql(): string | undefined {
    return this.#source.sql.get(this.resource.uniqueId)
  }

  get sqlPath(): string {
    return compiledPathOf(this.resource, this.#source.project)
  }

  get sentPath(): string {
    return executedPathOf(this.resource, this.#source.project)
  }

  get unknown(): string | undefined {
    return this.#source.analysis?.analysed(this.resource.uniqueId)?.unknown
  }

  get columns(): readonly CompiledColumn[] {
    const { resource } = this
    const { analysis } = this.#source
    const declared = "columns" in resource ? resource.columns : []
    return columnsOf(
      declared,
      analysis?.columnsOf(resource) ?? columnsOfFile(resource) ?? [],
      analysis?.analysed(resource.uniqueId)?.lineage,
    )
  }
}

/** Those of a seed are in its file, whatever else was analysed. */
function columnsOfFile(resource: Resource): KnownRelation["columns"] {
  return isFileOfRows(resource) ? knownRelation(resource, () => undefined).columns : undefined
}

/** A test that is a query of its own. */
function dataTest(resource: Resource): DataTest | undefined {
  return isDataTest(resource) ? resource : undefined
}

/** What it would be called in the warehouse. */
function nameOutside(resource: Relational): string {
  return isReadFromOutside(resource) ? resource.identifier : resource.name
}

function ownSchema({ target }: Project): string {
  return target.schemaPrefix + target.schema
}

function bodyOf({ definition }: DataTest, project: Project) {
  return definition.kind === "generic" ? project.genericTests.get(definition.test)?.body : definition.template
}

function macrosOfTest(test: DataTest, project: Project): readonly string[] {
  const { definition } = test
  const generic = definition.kind === "generic" ? project.genericTests.get(definition.test) : undefined
  const body = bodyOf(test, project)
  if (body === undefined) return []
  const visible = generic?.scope?.macros ?? scopeOfPackage(project, test.packageName).macros
  const called = macroIdsOf(body, project, visible)
  return generic === undefined ? called : [genericTestId(generic, project), ...called]
}

/** Each once; what it is declared on as often as it is called and once more. */
function callsOf(node: GraphNode, graph: Graph): readonly CompiledCall[] {
  const { attachedTo } = node
  const called: readonly CompiledCall[] =
    node.calls ??
    node.dependsOn.filter((id) => id !== attachedTo).flatMap((id) => callOf(graph.nodes.get(id)?.resource))
  const once = new Map(
    called.map(({ kind, parts, version }) => [
      JSON.stringify([kind, parts, version]),
      { kind, parts, version },
    ]),
  )
  const attached = attachedTo === undefined ? undefined : graph.nodes.get(attachedTo)?.resource
  return [...once.values(), ...callOf(attached)]
}

/** How templates name a resource; nothing for what they do not. */
function callOf(resource: Resource | undefined): readonly CompiledCall[] {
  if (resource === undefined) return []
  const kind = resourceKinds[resource.type].namedBy
  if (kind === undefined) return []
  if ("sourceName" in resource) return [{ kind, parts: [resource.sourceName, resource.name] }]
  return [{ kind, parts: [resource.name], version: "version" in resource ? resource.version : undefined }]
}

function columnsOf(
  declared: readonly Column[],
  known: NonNullable<KnownRelation["columns"]>,
  lineage: AnalysedModel["lineage"] | undefined,
): readonly CompiledColumn[] {
  const said = new Map(declared.map((column) => [column.name.toLowerCase(), column]))
  const origins = new Map(lineage?.map((each) => [each.column, each]))
  const names = new Set([...known.map(({ name }) => name.toLowerCase()), ...said.keys()])
  const types = new Map(known.map(({ name, type }) => [name.toLowerCase(), type]))
  return [...names].map((lower) => {
    const column = said.get(lower)
    const from = origins.get(lower)
    return {
      name: column?.name ?? lower,
      type: column?.dataType ?? types.get(lower),
      description: column?.description ?? "",
      from:
        lineage === undefined
          ? undefined
          : (from?.origins.map(({ relation, column: name, kind }) => ({
              node: relation,
              column: name,
              kind,
            })) ?? []),
      complete: from?.complete ?? false,
      expression: from?.expression,
    }
  })
}
