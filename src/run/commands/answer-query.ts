import type { CompiledSql, Compiler } from "../../compile/compiler.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { QueryResult } from "../../warehouse/warehouse.ts"
import type { ProjectWarehouse } from "../lake/lake-services.ts"
import { type Asked, buildCommand } from "../next-commands.ts"
import { presenceOf } from "../presence.ts"
import { installMacros } from "../session/install-macros.ts"
import type { Prepared } from "../session/prepare-warehouse.ts"
import { notBuilt, resourcesOf, unbuiltReads } from "../unbuilt.ts"

/** Where a query is asked. */
export interface Answering {
  readonly warehouse: ProjectWarehouse
  readonly read: ReadProject
  readonly compiler: Compiler
  readonly prepared: Prepared
}

/** The rows of a query, all of them where `limit` is negative. Throws LUX-2304 for what it reads and is not built. */
export async function answerQuery(
  compiled: CompiledSql,
  { warehouse, read: { project, graph }, compiler, prepared: { lake, catalog } }: Answering,
  {
    node,
    limit,
    select,
  }: { readonly node?: string | undefined; readonly limit: number; readonly select: Asked["select"] },
): Promise<QueryResult> {
  const { relationOf } = compiler
  const isThere = presenceOf({ catalog, relationOf, lake, builds: new Set(), empty: false })
  const unbuilt = unbuiltReads(compiled, node ?? "the query", { compiler, isThere })
  if (unbuilt.length > 0) {
    const asked = { select, selection: node === undefined ? undefined : { select: [node] } }
    throw notBuilt(unbuilt, await buildCommand(resourcesOf(unbuilt), asked, { project, graph, isThere }))
  }
  await installMacros(warehouse, compiled.macros)
  return warehouse.withSession(async (session) => {
    await lake.show(session, compiled.inputs, undefined)
    const limited = limit < 0 ? compiled.sql : `select *\nfrom (\n${compiled.sql}\n) as shown\nlimit ${limit}`
    return session.query(limited)
  })
}
