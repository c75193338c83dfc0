import { LuxError, Problems } from "../errors.ts"
import { historyNames } from "../project/history-names.ts"
import { isInlined, isStage } from "../project/materialized.ts"
import { isBuilt, isReadFromOutside } from "../project/resource-guards.ts"
import { versionedName } from "../project/resources/versions.ts"
import type { Built, Project, Relational, Resource, SourceTable } from "../project/types.ts"
import { namesNextTo } from "../sql/names-next-to.ts"
import { Relation } from "../sql/relation.ts"
import type { RenderContext } from "../template/types.ts"
import { nameFrom, nameMacro, namingContext, nodeValues } from "./name-macros.ts"

export type RelationOf = (resource: Relational) => Relation

/** `createRelations` for anyone who compiles nothing; `known` by unique id. */
export function relationsOf(project: Project, known: ReadonlyMap<string, Relation> = new Map()): RelationOf {
  return createRelations(project, () => namingContext(project), known)
}

/**
 * Where each resource lives. A schema is exactly what `+schema` says, the target's where it says nothing, with the
 * target's `schema_prefix` before it; a macro `generate_schema_name(custom_schema_name, node)` overrides this, and
 * `generate_alias_name(custom_alias_name, node)` the name.
 * Stage models and external sources have no relation of their own: a session that reads them sees their files under
 * a temporary name.
 */
export function createRelations(
  project: Project,
  contextOf: () => RenderContext,
  before: ReadonlyMap<string, Relation>,
): RelationOf {
  const known = new Map(before)
  return (resource) => {
    const found = known.get(resource.uniqueId)
    if (found !== undefined) return found
    const relation = place(resource)
    known.set(resource.uniqueId, relation)
    return relation
  }

  function place(resource: Relational): Relation {
    if (isReadFromOutside(resource))
      return resource.external === undefined
        ? new Relation(outsideSchema(resource, project), resource.identifier)
        : new Relation(undefined, `${resource.sourceName}__${resource.name}__files`)
    if (isStage(resource)) return new Relation(undefined, `${versionedName(resource)}__batches`)
    const schema = schemaOf(resource)
    return new Relation(schema, aliasOf(resource, schema))
  }

  function schemaOf(resource: Built): string {
    const custom = resource.config.schema
    const macro = nameMacro("generate_schema_name", resource, project)
    if (macro === undefined) return project.target.schemaPrefix + (custom ?? project.target.schema)
    return nameFrom(macro, custom ?? null, nodeValues(resource, project.target.schema), contextOf())
  }

  function aliasOf(resource: Built, schema: string): string {
    const macro = nameMacro("generate_alias_name", resource, project)
    if (macro === undefined) return resource.config.alias ?? resource.name
    const { alias } = resource.config.raw
    return nameFrom(
      macro,
      typeof alias === "string" ? alias : null,
      nodeValues(resource, schema),
      contextOf(),
    )
  }
}

/** As the source says; of lux's own history the schema that it has on this target, behind its `schema_prefix`. */
function outsideSchema(
  { schema, identifier }: Pick<SourceTable, "schema" | "identifier">,
  { target, qualitySchema }: Project,
): string {
  const isHistory = target.schemaPrefix + schema === qualitySchema && historyNames.includes(identifier)
  return isHistory ? qualitySchema : schema
}

/**
 * Throws LUX-1207 where two nodes would be the same relation, and LUX-1224 where one has a name that lux uses to build
 * another, such as `orders__rejected`; both files are named.
 */
export function checkDistinctRelations(
  resources: readonly Resource[],
  relationOf: RelationOf,
  known: ReadonlyMap<string, Relation>,
): void {
  const problems = new Problems()
  const taken = new Map<string, Built>()
  for (const resource of resources) {
    if (!isBuilt(resource)) continue
    const isKnown = known.has(resource.uniqueId)
    if (!isKnown && isInlined(resource)) continue
    const label = relationOf(resource).label.toLowerCase()
    const other = taken.get(label)
    if (other === undefined) taken.set(label, resource)
    else
      problems.add(
        new LuxError(
          "LUX-1207",
          `${resource.type} "${resource.name}" and ${other.type} "${other.name}" are both ${label}`,
          {
            place: resource.place,
            hint: "Give one of them another alias or schema.",
            related: [{ message: `"${other.name}" is here`, place: other.place }],
          },
        ),
      )
  }
  for (const owner of taken.values())
    for (const { label } of namesNextTo(relationOf(owner))) {
      const other = taken.get(label.toLowerCase())
      if (other !== undefined) problems.add(usedByLux(other, owner, label))
    }
  problems.throwIfAny()
}

function usedByLux(resource: Built, owner: Built, label: string): LuxError {
  return new LuxError(
    "LUX-1224",
    `${resource.type} "${resource.name}" is ${label}, a name that lux uses to build ${owner.type} "${owner.name}"`,
    {
      place: resource.place,
      hint: "Give it another name, alias or schema.",
      related: [{ message: `"${owner.name}" is here`, place: owner.place }],
    },
  )
}
