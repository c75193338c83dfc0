import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadGraph } from "./loaded-graph.testkit.ts"
import { parseSelection, type Selected, select as selectIn } from "./select.ts"
import { noSelectors } from "./selection.ts"
import type { Graph } from "./types.ts"

let graph: Graph
let remove: () => void
beforeAll(async () => {
  const loaded = await loadGraph({
    "models/sources.yml": "sources:\n  - name: shop\n    tables: [{name: orders}, {name: customers}]\n",
    "models/staging/orders.sql": "{{config tags=(list 'daily')}}\nselect * from {{source 'shop' 'orders'}}\n",
    "models/staging/customers.sql": "select * from {{source 'shop' 'customers'}}\n",
    "models/marts/revenue.sql": "{{config tags=(list 'daily' 'money')}}\nselect * from {{ref 'orders'}}\n",
    "models/marts/loyalty.sql": "select * from {{ref 'orders'}} join {{ref 'customers'}} using (id)\n",
    "models/marts/board.sql": "select * from {{ref 'revenue'}}\n",
    "models/marts/marts.yml":
      "models:\n  - name: revenue\n    columns:\n      - name: id\n        data_tests:\n          - unique\n          - relationships: {to: ref('orders'), field: id}\n",
    "seeds/rates.csv": "a\n1\n",
  })
  graph = loaded.graph
  remove = loaded.remove
})
afterAll(() => remove())

function select(graph: Graph, options: { select: readonly string[]; exclude: readonly string[] }): Selected {
  return selectIn(graph, parseSelection(options, noSelectors), {
    project: "p",
    selectors: noSelectors,
    state: undefined,
  })
}

/** Names of what is selected, tests by their generic name. */
function chosen(selected: readonly string[], exclude: readonly string[] = []): string[] {
  const { ids } = select(graph, { select: selected, exclude })
  return ids
    .map((id) => graph.nodes.get(id)?.resource)
    .flatMap((node) =>
      node === undefined
        ? []
        : [
            node.type === "source"
              ? `shop.${node.name}`
              : node.type === "test"
                ? (node.name.split("_")[0] ?? "")
                : node.name,
          ],
    )
    .sort()
}

const tests = ["relationships", "unique"]

describe("select", () => {
  it.each([
    [["loyalty"], ["loyalty"]],
    [["revenue"], ["revenue", ...tests]],
    [["orders"], ["orders", "relationships"]],
    [["p.marts.board"], ["board"]],
    [["marts"], ["board", "loyalty", "revenue", ...tests]],
    [["staging.*"], ["customers", "orders", "relationships"]],
    [["path:models/staging"], ["customers", "orders", "relationships"]],
    [["models/marts/loyalty.sql"], ["loyalty"]],
    [["board.sql"], ["board"]],
    [["rates.csv"], ["rates"]],
    [["tag:money"], ["revenue", ...tests]],
    [["source:shop"], ["shop.customers", "shop.orders"]],
    [["source:shop.orders+1"], ["orders", "relationships", "shop.orders"]],
    [["resource_type:seed"], ["rates"]],
    [["+board"], ["board", "orders", "revenue", "shop.orders", ...tests]],
    [["1+board"], ["board", "revenue", ...tests]],
    [["customers+"], ["customers", "loyalty"]],
    [["@customers"], ["customers", "loyalty", "orders", "relationships", "shop.customers", "shop.orders"]],
    [["loyalty board"], ["board", "loyalty"]],
    [
      ["loyalty", "board"],
      ["board", "loyalty"],
    ],
    [["tag:daily,marts"], ["relationships", "revenue", "unique"]],
    [["*ty"], ["loyalty"]],
  ])("%j", (selected, expected) => {
    expect(chosen(selected)).toEqual([...expected].sort())
  })

  it("takes out what is excluded, with its tests", () => {
    expect(chosen(["marts"], ["revenue"])).toEqual(["board", "loyalty"])
    expect(chosen([], ["models/*", "source:*", "+board"])).toEqual(["rates"])
  })

  it("warns of what matches nothing, with what is near", () => {
    const { ids, warnings } = select(graph, { select: ["revenu"], exclude: [] })
    expect(ids).toEqual([])
    expect(warnings).toMatchObject([{ code: "LUX-1212", hint: 'Did you mean "revenue"?' }])
  })

  it("refuses a way to select that there is not", () => {
    expect(() => select(graph, { select: ["tags:x"], exclude: [] })).toThrowError(
      expect.objectContaining({ code: "LUX-1211", hint: 'Did you mean "tag"?' }),
    )
  })
})
