import { duckDb } from "./to-duckdb/engine.ts"
import { argsOf, renamed } from "./translation/calls.ts"
import type { Engine } from "./translation/context.ts"
import { joined, out } from "./translation/output.ts"

/** An engine that no one has, as near to DuckDB as a real one may be: it is its differences alone. */
export const toy: Engine = {
  ...duckDb,
  name: "Toy",
  quote: (name) => `\`${name.replaceAll("`", "``")}\``,
  quotedWords: new Set([...duckDb.quotedWords, "toy"]),
  nodes: {
    ...duckDb.nodes,
    literal: (node, place) =>
      node.value === "true" || node.value === "false"
        ? [node.value === "true" ? "1b" : "0b"]
        : duckDb.nodes.literal(node, place),
  },
  emitters: {
    ...duckDb.emitters,
    upper: renamed("ucase"),
    nvl: renamed("ifnull"),
    concat: (call, place) => out`concat_ws('', ${joined(argsOf(call, place), ", ")})`,
  },
}
