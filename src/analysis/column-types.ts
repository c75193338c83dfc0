import type { TypedRelation } from "../compile/column-types.ts"
import type { Graph } from "../graph/types.ts"
import {
  isOfFiles,
  isQueried,
  isReadFromOutside,
  isRelational,
  keepsHistory,
} from "../project/resource-guards.ts"
import type { Model, Relational, Resource } from "../project/types.ts"
import type { AnalysedModel } from "../record/analysed-model.ts"
import type { KnownRelation } from "../sql/analysis.ts"
import { dataType } from "../sql/data-type.ts"

interface Sources {
  readonly graph: Graph
  readonly relationOf: (resource: Relational) => KnownRelation
  readonly analysedOf: (model: Model) => AnalysedModel | undefined
}

/**
 * The types by which SQL is translated: only those that hold whatever the warehouse has. lux itself makes those of seeds
 * and of raw files, and a contract is enforced; what a model's query gives holds where all that it is computed from does.
 * What properties declare of other models and of tables from outside is only a claim, and decides nothing.
 */
export class ColumnTypesInUse {
  readonly #sources: Sources
  readonly #known = new Map<string, TypedRelation | undefined>()

  constructor(sources: Sources) {
    this.#sources = sources
  }

  readonly of = (resource: Relational): TypedRelation | undefined => {
    const { uniqueId } = resource
    if (!this.#known.has(uniqueId)) {
      // A model that reads itself, when it adds rows, is known by its first build.
      this.#known.set(uniqueId, undefined)
      this.#known.set(uniqueId, this.#typed(resource))
    }
    return this.#known.get(uniqueId)
  }

  #typed(resource: Relational): TypedRelation | undefined {
    if (keepsHistory(resource)) return this.#snapshot(resource)
    const { columns, complete } = this.#sources.relationOf(resource)
    if (columns === undefined) return undefined
    const held = this.#held(resource)
    const types = columns.map(({ name, type }) => [name, held(name, type) ?? unknownType] as const)
    return { types: Object.fromEntries(types), complete }
  }

  /** The type of a column as far as it holds; `type` is what is declared or inferred. */
  #held(resource: Relational): (name: string, type: string | undefined) => string | undefined {
    if (isReadFromOutside(resource) && !isOfFiles(resource)) return () => undefined
    if (!isQueried(resource)) return (_, type) => type && declaredType(type)
    const { enforced } = resource.config.contract
    const declared = new Set(
      resource.columns.flatMap(({ name, dataType: type }) =>
        type === undefined ? [] : [name.toLowerCase()],
      ),
    )
    const inferred = this.#inferred(this.#sources.analysedOf(resource))
    return (name, type) => (enforced && declared.has(name) ? type && declaredType(type) : inferred.get(name))
  }

  #inferred(analysed: AnalysedModel | undefined): ReadonlyMap<string, string | undefined> {
    const { columns = [], lineage = [] } = analysed ?? {}
    return new Map(
      columns.map(({ name, type }, at) => {
        const { origins = [], complete = false } = lineage[at] ?? {}
        const holds = complete && origins.every(({ relation, column }) => this.#holds(relation, column))
        return [name, holds ? type : undefined]
      }),
    )
  }

  #holds(id: string, column: string): boolean {
    const resource = this.#relational(id)
    const type = resource && this.of(resource)?.types[column]
    return type !== undefined && type !== unknownType
  }

  /** A snapshot may have columns that its relation once had. */
  #snapshot({ uniqueId }: Resource): TypedRelation | undefined {
    const [id = "", more] = this.#sources.graph.nodes.get(uniqueId)?.dependsOn ?? []
    const read = more === undefined ? this.#relational(id) : undefined
    const known = read && this.of(read)
    return known && { types: known.types, complete: false }
  }

  #relational(id: string): Relational | undefined {
    const resource = this.#sources.graph.nodes.get(id)?.resource
    return resource !== undefined && isRelational(resource) ? resource : undefined
  }
}

const unknownType = "unknown"

/** A decimal that is declared without its digits has those that lux gives it. */
function declaredType(type: string): string {
  const { kind, precision } = dataType(type)
  return kind === "decimal" && precision === undefined ? "decimal(18,0)" : type
}
