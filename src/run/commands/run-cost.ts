import { setTimeout as sleep } from "node:timers/promises"
import type { Invocation } from "../../compile/render-context.ts"
import { LuxError } from "../../errors.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import { factsOf } from "../../project/warehouses.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import { commentText } from "../../warehouse/query-comment.ts"
import type { Session, Warehouse } from "../../warehouse/warehouse.ts"
import { implementationOf } from "../../warehouse/warehouses.ts"
import type { NodeCost, NodeResult } from "../results.ts"
import { labelOf, queryComments } from "../session/query-comment.ts"

/** The warning LUX-2660 where a target has nothing to read costs from. */
export function costsUnknown({ target }: Project): LuxError | undefined {
  if (factsOf(target).tellsCosts) return undefined
  return new LuxError(
    "LUX-2660",
    `what a run cost is told by Redshift alone: "${target.name}" is a ${target.type} target`,
    {
      hint: "Leave --show-cost out.",
    },
  )
}

/**
 * What the system tables say of a run's statements: of each node that ran, and last of the run itself; nothing where a
 * target has none. The warning LUX-2660 where they cannot be read.
 */
export async function runCosts(
  warehouse: Warehouse,
  project: Project,
  invocation: Invocation,
  nodes: readonly NodeResult[],
): Promise<readonly NodeCost[] | LuxError> {
  // That there are none was reported before.
  if (costsUnknown(project) !== undefined) return []
  try {
    return await warehouse.withSession((session) => read(session, project, invocation, nodes))
  } catch (error) {
    return new LuxError("LUX-2660", `what the run cost cannot be read: ${asLuxError(error).message}`, {
      hint: "sys_query_history and sys_query_detail have it.",
      cause: error,
    })
  }
}

/** The system tables come some seconds behind what they tell of. */
const mostAttempts = 6
const attemptMs = 2000

async function read(
  session: Session,
  project: Project,
  invocation: Invocation,
  nodes: readonly NodeResult[],
): Promise<readonly NodeCost[]> {
  const comments = queryComments(project, invocation)
  const textOf = (id: string | undefined): string => {
    const comment = comments(id)
    return comment === undefined ? "" : commentText(comment)
  }
  const ran = nodes.filter(
    ({ status, kind }) => status !== "skipped" && status !== "cancelled" && kind !== "unit_test",
  )
  const byText = new Map(ran.map((node) => [textOf(node.uniqueId), node]))
  // A comment that does not tell nodes apart tells of none.
  const tellsApart = byText.size === ran.length && !byText.has(textOf(undefined))
  const { costQuery } = await implementationOf(project.target)
  if (costQuery === undefined) return []
  const { append } = project.queryComment
  const longest = Math.max(0, ...[...byText.keys(), textOf(undefined)].map((text) => text.length))
  const query = costQuery({
    ...which(project, invocation, textOf(undefined)),
    behind: append ? longest : undefined,
  })
  for (let attempt = 1; ; attempt++) {
    const costs = new Map<string | undefined, NodeCost>()
    for (const row of (await session.query(query)).rows) {
      const text = String(row["comment"])
      const node = tellsApart
        ? (byText.get(text) ?? [...byText].find(([end]) => append && text.endsWith(end))?.[1])
        : undefined
      costs.set(node?.uniqueId, sum(costs.get(node?.uniqueId) ?? nothing(node), row))
    }
    const isWhole = tellsApart ? ran.every(({ uniqueId }) => costs.has(uniqueId)) : costs.size > 0
    const own = costs.get(undefined)
    if (isWhole || attempt === mostAttempts)
      return [
        ...ran.flatMap(({ uniqueId }) => costs.get(uniqueId) ?? []),
        ...(own === undefined ? [] : [own]),
      ]
    await sleep(attemptMs)
  }
}

/** Which statements are the run's: by their query group, or where that is the target's by their comment. */
function which(
  { target }: Project,
  { id }: Invocation,
  comment: string,
): { label: string; holding: string | undefined } {
  const group = isEmbedded(target) ? undefined : target.queryGroup
  if (group === undefined) return { label: labelOf(id), holding: undefined }
  if (comment.includes(id)) return { label: group, holding: id }
  throw new LuxError(
    "LUX-2660",
    `other runs have the query group "${group}" too, and the query comment does not say which run it is`,
    {
      hint: "Write {{invocation_id}} into query-comment, or leave query_group out of the target.",
    },
  )
}

function nothing(node: NodeResult | undefined): NodeCost {
  return {
    uniqueId: node?.uniqueId,
    label: node?.label,
    statements: 0,
    queuedMs: 0,
    compiledMs: 0,
    executedMs: 0,
    scannedBytes: 0,
    rows: 0,
    spilledBytes: 0,
  }
}

/** Sums come as numbers, or as texts where they are decimals. */
function sum(cost: NodeCost, row: Readonly<Record<string, unknown>>): NodeCost {
  const of = (name: string): number => Number(row[name] ?? 0)
  return {
    ...cost,
    statements: cost.statements + of("statements"),
    queuedMs: cost.queuedMs + of("queued") / 1000,
    compiledMs: cost.compiledMs + of("compiled") / 1000,
    executedMs: cost.executedMs + of("executed") / 1000,
    scannedBytes: cost.scannedBytes + of("bytes"),
    rows: cost.rows + of("rows"),
    spilledBytes: cost.spilledBytes + of("spilled"),
  }
}
