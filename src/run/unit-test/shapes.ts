import { knownRelation } from "../../analysis/known-relations.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { reachable } from "../../graph/topology.ts"
import type { Graph } from "../../graph/types.ts"
import { isRelational } from "../../project/built.ts"
import type { Column, Project, Relational } from "../../project/types.ts"
import { engineType } from "../../sql/engine-type.ts"
import { Interrupted } from "../../warehouse/errors.ts"
import type { TypedColumn } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { columnsOf } from "./columns-of.ts"
import type { Workplace } from "./workplace.ts"

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
 * Sources have the columns that are declared, seeds those of their files. What a model has, the embedded engine tells:
 * its query is asked over tables without rows. So types are those that the model's own SQL gives.
 */
export function createShapes(project: Project, graph: Graph, compiler: Compiler, empty: Workplace): Shapes {
  const known = new Map<string, Shape>()
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
    if (resource.type === "model" || shape.columns.length === 0) return
    // A source may be what a model of this project makes.
    const relation = compiler.relationOf(resource)
    await empty.makeSchema(session, relation)
    await session.run((await empty.statements()).drop(relation, "table"))
    await empty.makeTable(session, relation, shape.columns)
  }

  async function shapeOf(resource: Relational, session: Session): Promise<Shape> {
    if (resource.type === "model") {
      try {
        const compiled = compiler.model(resource, { isIncremental: false })
        const relation = compiler.relationOf(resource)
        await empty.install(session, compiled.macros)
        await empty.makeSchema(session, relation)
        await session.run(
          `create or replace table ${relation} as\nselect *\nfrom (\n${compiled.sql}\n) as asked\nlimit 0`,
        )
        return { columns: await columnsOf(session, String(relation)), complete: true }
      } catch (error) {
        if (error instanceof Interrupted) throw error
        // Something it reads is not known, or it is wrong itself: whoever runs it says so.
        return declared(resource.columns)
      }
    }
    if (resource.type === "snapshot") return declared(resource.columns)
    const { columns = [], complete } = knownRelation(resource, () => undefined)
    const typed = columns.map(({ name, type }) => ({ name, type: typeOf(type) }))
    return { columns: typed, complete: complete && columns.length > 0 }
  }

  function declared(columns: readonly Column[]): Shape {
    return {
      columns: columns.flatMap(({ name, dataType }) =>
        dataType === undefined ? [] : [{ name, type: typeOf(dataType) }],
      ),
      complete: false,
    }
  }

  function typeOf(type: string | undefined): string {
    return type === undefined ? "varchar" : engineType(type, project.dialect, "duckdb")
  }
}

const nothingKnown: Shape = { columns: [], complete: false }
