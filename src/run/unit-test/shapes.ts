import type { Knowledge } from "../../analysis/knowledge.ts"
import { knownRelation } from "../../analysis/known-relations.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { Interrupted } from "../../errors.ts"
import { reachable } from "../../graph/topology.ts"
import type { Graph } from "../../graph/types.ts"
import { isOfFiles, isRelational } from "../../project/resource-guards.ts"
import type { Snapshot } from "../../project/resources/snapshot-types.ts"
import type { Column, Model, Project, Relational } from "../../project/types.ts"
import type { KnownColumn } from "../../sql/analysis.ts"
import { engineType } from "../../sql/engine-type.ts"
import type { Relation } from "../../sql/relation.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { RelationKind, Session } from "../../warehouse/warehouse.ts"
import type { EmbeddedEngine } from "../lake/embedded-engine.ts"
import { columnsOf, exactColumnsOf } from "./columns-of.ts"
import { valuesQuery } from "./typed-rows.ts"
import { hasUntyped, untyped } from "./untyped.ts"

/** The columns of a relation with the engine's types. */
export interface Shape {
  readonly columns: readonly TypedColumn[]
  /** True: there are no others. */
  readonly complete: boolean
}

/** The shapes of what unit tests give rows of. */
export interface Shapes {
  of(resource: Relational): Promise<Shape>
}

/**
 * Sources have the columns that are declared, seeds those of their files, snapshots those of their relation and their own.
 * What a model has, the embedded engine tells: its query is asked over tables without rows. So types are those that the
 * model's own SQL gives. Where the engine cannot tell, because a source does not declare its columns, the static analysis
 * does; a column whose type is not known has none.
 */
export function createShapes(
  project: Project,
  graph: Graph,
  { compiler, knowledge }: { readonly compiler: Compiler; readonly knowledge: Knowledge },
  empty: EmbeddedEngine,
): Shapes {
  const known = new Map<string, Shape>()
  const made = new Map<string, RelationKind>()
  let anyUntyped = false
  return {
    of: (resource) =>
      empty.use(async (session) => {
        const above = reachable({ get: (id: string) => graph.nodes.get(id)?.dependsOn }, [resource.uniqueId])
        const wanted = new Set([...above, resource.uniqueId].filter((id) => !known.has(id)))
        if (wanted.size > 0) for (const id of graph.order) if (wanted.has(id)) await learn(id, session)
        return known.get(resource.uniqueId) ?? nothingKnown
      }),
  }

  async function learn(id: string, session: Session): Promise<void> {
    const resource = graph.nodes.get(id)?.resource
    if (resource === undefined || !isRelational(resource)) return
    const shape = await shapeOf(resource, session)
    known.set(id, shape)
    anyUntyped ||= hasUntyped(shape.columns)
    if (shape.columns.length > 0) await makeEmpty(compiler.relationOf(resource), shape.columns, session)
  }

  /** A source may be what a model of this project makes. */
  async function makeEmpty(
    relation: Relation,
    columns: readonly TypedColumn[],
    session: Session,
  ): Promise<void> {
    await empty.makeSchema(session, relation)
    const before = made.get(relation.label)
    if (before !== undefined) await session.run((await empty.statements()).drop(relation, before))
    const kind = hasUntyped(columns) ? "view" : "table"
    await session.run(`create ${kind} ${relation} as\n${valuesQuery(columns, [])}`)
    made.set(relation.label, kind)
  }

  async function shapeOf(resource: Relational, session: Session): Promise<Shape> {
    switch (resource.type) {
      case "model":
        return (await askedOf(resource, session)) ?? analysed(resource)
      case "snapshot":
        return snapshotShape(resource)
      case "seed":
      case "source": {
        const { columns = [], complete } = knownRelation(resource, () => undefined)
        // A file has texts where no type is declared.
        const otherwise = isOfFiles(resource) ? "varchar" : untyped
        return { columns: typed(columns, otherwise), complete: complete && columns.length > 0 }
      }
    }
  }

  /** Undefined where something that the model reads is not known, or it is wrong itself: anyone who runs it says so. */
  async function askedOf(model: Model, session: Session): Promise<Shape | undefined> {
    try {
      const compiled = compiler.model(model, { isIncremental: false })
      await empty.install(session, compiled.macros)
      const query = `(\n${compiled.sql}\n) as asked`
      const columns = anyUntyped ? await exactColumnsOf(session, query) : await columnsOf(session, query)
      return { columns, complete: true }
    } catch (error) {
      if (error instanceof Interrupted) throw error
      return undefined
    }
  }

  function analysed(model: Model): Shape {
    const { columns = [], complete } = knowledge.relationOf(model)
    return { columns: withDeclared(typed(columns, untyped), model.columns), complete }
  }

  function snapshotShape(snapshot: Snapshot): Shape {
    const [of = ""] = graph.nodes.get(snapshot.uniqueId)?.dependsOn ?? []
    const { dbt_scd_id, dbt_is_deleted, ...moments } = snapshot.config.metaColumns
    const deleted = snapshot.config.hardDeletes === "new_record" ? [dbt_is_deleted] : []
    const own = [
      ...Object.values(moments).map((name) => ({ name, type: "timestamp" })),
      ...[dbt_scd_id, ...deleted].map((name) => ({ name, type: "varchar" })),
    ]
    const columns = [...(known.get(of)?.columns ?? []), ...own]
    return { columns: withDeclared(columns, snapshot.columns), complete: false }
  }

  /** Declared types go before all others; what is declared and not known otherwise is there too. */
  function withDeclared(
    columns: readonly TypedColumn[],
    declared: readonly Column[],
  ): readonly TypedColumn[] {
    const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]))
    for (const { name, dataType } of declared) {
      const key = name.toLowerCase()
      const type = dataType === undefined ? (byName.get(key)?.type ?? untyped) : typeOf(dataType)
      byName.set(key, { name: byName.get(key)?.name ?? name, type })
    }
    return [...byName.values()]
  }

  function typed(columns: readonly KnownColumn[], otherwise: string): readonly TypedColumn[] {
    return columns.map(({ name, type }) => ({ name, type: type === undefined ? otherwise : typeOf(type) }))
  }

  function typeOf(type: string): string {
    return engineType(type, project.dialect, "duckdb")
  }
}

const nothingKnown: Shape = { columns: [], complete: false }
