import type { State } from "../state.ts"
import { refused } from "./refused.ts"

const own = "Compute it where the model is rendered, or leave it out."
const now = "Use getdate() or sysdate."

/**
 * Functions that run on the leader node alone, so that a query that reads a table may not call them.
 * https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html
 */
const leaderNodeFunctions: Readonly<Record<string, string>> = {
  current_schema: own,
  current_schemas: own,
  has_database_privilege: own,
  has_schema_privilege: own,
  has_table_privilege: own,
  factorial: "Multiply in a recursive query.",
  age: "Use datediff.",
  current_time: now,
  current_timestamp: now,
  localtime: now,
  localtimestamp: now,
  now,
  isfinite: "Compare it with the dates that are expected.",
  get_bit: "Use getbit of a varbyte.",
  get_byte: "Use getbit of a varbyte.",
  set_bit: "Use setbit of a varbyte.",
  set_byte: "Use setbit of a varbyte.",
  to_ascii: "Use translate.",
  generate_series: "Use a recursive query, or a table of numbers.",
}

export function isOfLeaderNode(name: string): boolean {
  return Object.hasOwn(leaderNodeFunctions, name)
}

/** Notes the calls of a query that reads a table. */
export function refuseLeaderNodeCalls(state: State): void {
  if (state.reads.length === 0) return
  for (const node of state.leaderNodeCalls)
    refused(
      state,
      { start: node.nameStart, end: node.nameEnd },
      {
        code: "LUX-3302",
        page: "c_SQL_functions_leader_node_only",
        message: `"${node.name}" in a query that reads a table`,
        hint: leaderNodeFunctions[node.name] ?? own,
      },
    )
}
