import type { Compiler } from "../../compile/compiler.ts"
import type { LuxGraph } from "../../graph/state/lux-graph.ts"
import { commentStatements } from "../../materialize/comments.ts"
import { type ContractTerms, contractedTable } from "../../materialize/contract.ts"
import {
  defaultMaterialization,
  factsOfMaterialization,
  isMaterialization,
} from "../../project/materializations.ts"
import { isQueried, mayHaveContract } from "../../project/resource-guards.ts"
import type { Built, Project } from "../../project/types.ts"
import { helperStatements } from "../../sql/helper-statements.ts"
import { identifier } from "../../sql/identifier.ts"
import { Relation } from "../../sql/relation.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Catalog, RelationKind, Session, Warehouse } from "../../warehouse/warehouse.ts"
import { contractTermsOf } from "../build/contract-terms.ts"
import { indexStatements } from "../build/indexes.ts"
import type { NodeResult } from "../results.ts"
import { attachedName } from "../session/defer.ts"

export interface CloneContext {
  readonly state: LuxGraph
  readonly fullRefresh: boolean
  readonly project: Project
  readonly warehouse: Warehouse
  readonly catalog: Catalog
  readonly compiler: Compiler
  /** True where the state is another database file. */
  readonly isElsewhere: boolean
}

/** Makes one relation as the state has it. What goes wrong is in the result. */
export async function cloneNode(
  resource: Built,
  session: Session,
  context: CloneContext,
): Promise<NodeResult> {
  const result = resultOf(resource, context)
  const relation = context.compiler.relationOf(resource)
  const kind = kindIn(context.state, resource.uniqueId)
  const there = context.state.nodes[resource.uniqueId]?.relation
  if (there === undefined || there === null) return result("skipped", "because the state does not have it")
  const source = new Relation(there.schema ?? undefined, there.name)
  if (!context.isElsewhere && source.label === relation.label)
    return result("skipped", "because it is the state's own")
  const existing = context.catalog.get(relation)
  if (existing !== undefined && !context.fullRefresh)
    return result("skipped", "because it is there; --full-refresh replaces it")
  try {
    const { statements } = context.warehouse
    const rows = await session.transaction(async () => {
      if (existing !== undefined) await session.run(statements.drop(relation, existing.kind))
      const made =
        kind === "table"
          ? await copyTable(resource, source, session, context)
          : await makeView(resource, source, session, context)
      await comment(resource, kind, session, context)
      return made
    })
    return rows === undefined
      ? result("ok", "")
      : result("ok", `${rows} ${rows === 1 ? "row" : "rows"}`, { rows })
  } catch (error) {
    const known = asLuxError(error, resource.place)
    return result("error", known.message, { error: known })
  }
}

/** What an interrupted clone did not come to. */
export function notCloned(resource: Built, context: CloneContext): NodeResult {
  return resultOf(resource, context)("cancelled", "interrupted")
}

/** The rows with what the project declares of the table: the constraints of its contract and its indexes. */
async function copyTable(
  resource: Built,
  source: Relation,
  session: Session,
  { compiler, warehouse, project, isElsewhere }: CloneContext,
): Promise<number | undefined> {
  const { statements } = warehouse
  const relation = compiler.relationOf(resource)
  const query = `select * from ${isElsewhere ? `${identifier(attachedName)}.` : ""}${source}`
  const terms = mayHaveContract(resource)
    ? contractTermsOf(resource, { project, compiler, statements })
    : undefined
  const build =
    terms !== undefined && (await hasColumnsOf(terms, query, session, statements))
      ? contractedTable(relation, query, terms, statements, resource.config.physical).map(({ sql }) => sql)
      : [statements.createTableAs(relation, query, resource.config.physical)]
  let rows: number | undefined
  for (const sql of build) rows = (await session.run(sql)).rows ?? rows
  for (const sql of indexStatements(resource, { project, compiler, statements })) await session.run(sql)
  return rows
}

/**
 * A state may be of another version of the contract: then its table is copied as it is. So it is where the contract's types
 * do not hold every value of the state's.
 */
async function hasColumnsOf(
  { columns }: ContractTerms,
  query: string,
  session: Session,
  { types }: WarehouseStatements,
): Promise<boolean> {
  const typed = columns.map(({ name, type }) => `cast(null as ${type}) as ${identifier(name)}`)
  const promised = (await session.query(`select ${typed.join(", ")} limit 0`)).columns
  const there = new Map(
    (await session.query(`${query} limit 0`)).columns.map(({ name, type }) => [name.toLowerCase(), type]),
  )
  return (
    there.size === promised.length &&
    promised.every(({ name, type }) => {
      const stored = there.get(name.toLowerCase())
      return stored !== undefined && types.common(type, stored) === type
    })
  )
}

/** A view in the same file is one over the state's; in another file it cannot be read from, and is made of its own SQL. */
async function makeView(
  resource: Built,
  source: Relation,
  session: Session,
  { compiler, warehouse, isElsewhere }: CloneContext,
): Promise<undefined> {
  const { createView } = warehouse.statements
  const relation = compiler.relationOf(resource)
  if (!isElsewhere || !isQueried(resource)) {
    await session.run(createView(relation, `select * from ${source}`))
    return
  }
  const compiled = compiler.model(resource, { isIncremental: false })
  // On this session: the warehouse of a clone has no other.
  const macros = helperStatements(warehouse.type, compiled.macros)
  if (macros.length > 0) await session.run(macros.join(";\n"))
  await session.run(createView(relation, compiled.sql))
}

async function comment(
  resource: Built,
  kind: RelationKind,
  session: Session,
  { compiler, warehouse }: CloneContext,
): Promise<void> {
  const { persistDocs } = resource.config
  if (!persistDocs.relation && !persistDocs.columns) return
  const relation = compiler.relationOf(resource)
  const { columns } = await session.query(`select * from ${relation} limit 0`)
  const names = columns.map(({ name }) => name)
  for (const { sql } of commentStatements(resource, relation, kind, names, warehouse.statements))
    await session.run(sql)
}

function resultOf(resource: Built, { compiler, state }: CloneContext) {
  const startedAt = new Date()
  return (status: NodeResult["status"], message: string, more: Partial<NodeResult> = {}): NodeResult => ({
    uniqueId: resource.uniqueId,
    label: compiler.relationOf(resource).label,
    kind: kindIn(state, resource.uniqueId),
    status,
    message,
    rows: undefined,
    grants: {},
    startedAt,
    finishedAt: new Date(),
    checks: [],
    error: undefined,
    compiledPath: undefined,
    ...more,
  })
}

/** What it was when the state was built. */
function kindIn({ nodes }: LuxGraph, id: string): RelationKind {
  const node = nodes[id]
  const materialized =
    node?.resource_type === "model" ? (node.config["materialized"] ?? defaultMaterialization) : "table"
  const relation = isMaterialization(materialized) ? factsOfMaterialization(materialized).relation : "table"
  return relation === "view" || relation === "materialized view" ? "view" : "table"
}
