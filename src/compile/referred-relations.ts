import { LuxError } from "../errors.ts"
import { isInlined, keepsQuery } from "../project/materialized.ts"
import { isReadFromOutside } from "../project/resource-guards.ts"
import type { Relational } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import type { HelperCall } from "../template/types.ts"
import type { ColumnsOf, CompiledInput, KnownToCompiler } from "./compiled.ts"
import { EmptyRelation } from "./empty-relation.ts"
import { cteName, deferredName, elsewhereInput, inputFor, type Reads, unkeepable } from "./reads.ts"
import type { RelationOf } from "./relations.ts"
import type { Around } from "./rendering.ts"

/** What refs and sources become where they are rendered, and which resource each of those relations stands for. */
export class ReferredRelations {
  readonly #relationOf: RelationOf
  readonly #columnsOf: ColumnsOf
  readonly #deferred: KnownToCompiler["deferred"]
  readonly #resources = new WeakMap<Relation, Relational>()

  constructor(relationOf: RelationOf, columnsOf: ColumnsOf, deferred: KnownToCompiler["deferred"]) {
    this.#relationOf = relationOf
    this.#columnsOf = columnsOf
    this.#deferred = deferred
  }

  /** What a resource is called where it is read, which is noted in `reads`. */
  refer(resource: Relational, around: Around, reads: Reads): Relation {
    const found = this.#relationFor(resource, around, reads)
    const relation = reads.empty && !reads.ephemerals.has(resource.uniqueId) ? emptied(found, reads) : found
    this.#resources.set(relation, resource)
    reads.relations.set(relation.label.toLowerCase(), resource)
    return relation
  }

  resourceOf(relation: Relation): Relational | undefined {
    return this.#resources.get(relation)
  }

  /** For `star` and `columns`. Throws LUX-1401 where the argument is not a relation, LUX-1406 where its columns are not known. */
  columnNames(relation: unknown, call: HelperCall): readonly string[] {
    const resource = relation instanceof Relation ? this.resourceOf(relation) : undefined
    if (resource === undefined)
      throw new LuxError("LUX-1401", `${call.name} takes a relation`, {
        place: call.place,
        hint: `Write {{${call.name} (ref "model")}} or {{${call.name} (source "source" "table")}}.`,
      })
    const names = this.#columnsOf(resource)
    if (names !== undefined) return names
    throw new LuxError("LUX-1406", `the columns of "${resource.name}" are not known before it is built`, {
      place: call.place,
      hint: isReadFromOutside(resource)
        ? "Describe the columns of the source with their data_type."
        : "Name the columns here, or let the model select them by name.",
    })
  }

  #relationFor(resource: Relational, around: Around, reads: Reads): Relation {
    const override = around.overrides.get(resource.uniqueId)
    if (override === undefined && isInlined(resource)) {
      reads.ephemerals.set(resource.uniqueId, resource)
      return new Relation(undefined, cteName(resource))
    }
    const deferral = override === undefined ? this.#deferred?.get(resource.uniqueId) : undefined
    if (deferral !== undefined) {
      if (deferral.database === undefined) return deferral.relation
      const relation = new Relation(undefined, deferredName(resource))
      return withInput(relation, elsewhereInput(deferral, relation), resource, around, reads)
    }
    reads.stored.set(resource.uniqueId, resource)
    const relation = override ?? this.#relationOf(resource)
    return withInput(relation, inputFor(resource, relation), resource, around, reads)
  }
}

function withInput(
  relation: Relation,
  input: CompiledInput | undefined,
  resource: Relational,
  { owner }: Around,
  reads: Reads,
): Relation {
  if (input === undefined) return relation
  if (keepsQuery(owner)) throw unkeepable(owner, resource, input)
  reads.inputs.set(relation.label, input)
  return relation
}

function emptied(relation: Relation, reads: Reads): Relation {
  const known = reads.empties.get(relation.label) ?? new EmptyRelation(relation.schema, relation.name)
  reads.empties.set(relation.label, known)
  return known
}
