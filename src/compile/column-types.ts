import { isInlined } from "../project/materialized.ts"
import { isBuilt, isReadFromOutside, isRelational } from "../project/resource-guards.ts"
import type { Project, Relational } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { TranslateOptions } from "../sql/translate.ts"
import { cteName } from "./reads.ts"
import type { RelationOf } from "./relations.ts"

/** The columns of a relation with their types; `unknown` where a type is not known. */
export interface TypedRelation {
  /** By lower-case name. */
  readonly types: Readonly<Record<string, string>>
  /** Whether there are no columns but these. */
  readonly complete: boolean
}

/** The types of a resource's columns that hold whatever the warehouse has; undefined where no column is known. */
export type TypesOf = (resource: Relational) => TypedRelation | undefined

/** What a translation may ask of the relations that SQL names; one that it does not ask about costs nothing. */
export interface ColumnTypes {
  readonly options: Pick<TranslateOptions, "columnTypes" | "someTypes">
  /** With relations instead of resources, by unique id: their candidates while they are audited. */
  withRelations(overrides: ReadonlyMap<string, Relation>): ColumnTypes
}

export function columnTypesOf(project: Project, relationOf: RelationOf, typesOf: TypesOf): ColumnTypes {
  let resources: { readonly named: Resources; readonly byId: Resources } | undefined
  const known = () => {
    const relational = resources === undefined ? project.resources.filter(isRelational) : []
    // A source may name a table that is built here.
    const outside = relational.filter(isReadFromOutside)
    resources ??= {
      named: new Map(
        [...outside, ...relational.filter(isBuilt)].map((each) => [nameOf(each, relationOf), each]),
      ),
      byId: new Map(relational.map((each) => [each.uniqueId, each])),
    }
    return resources
  }
  return asked((relation) => known().named.get(relation))

  function asked(resourceOf: (relation: string) => Relational | undefined): ColumnTypes {
    const typed = (relation: string): TypedRelation | undefined => {
      const resource = resourceOf(relation)
      return resource && typesOf(resource)
    }
    return {
      options: {
        columnTypes: (relation) => {
          const found = typed(relation)
          return found?.complete === true ? found.types : undefined
        },
        someTypes: (relation) => typed(relation)?.types,
      },
      withRelations(overrides) {
        if (overrides.size === 0) return this
        const ids = new Map([...overrides].map(([id, { label }]) => [label.toLowerCase(), id]))
        return asked((relation) => known().byId.get(ids.get(relation) ?? "") ?? resourceOf(relation))
      },
    }
  }
}

type Resources = ReadonlyMap<string, Relational>

function nameOf(resource: Relational, relationOf: RelationOf): string {
  return (isInlined(resource) ? cteName(resource) : relationOf(resource).label).toLowerCase()
}
