import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { loadGraph } from "../graph/loaded-graph.testkit.ts"
import type { Graph } from "../graph/types.ts"
import { isRelational } from "../project/resource-guards.ts"
import type { Relational } from "../project/types.ts"
import { Relation } from "../sql/relation.ts"
import type { Deferral } from "./compiled.ts"
import { newReads } from "./reads.ts"
import { ReferredRelations } from "./referred-relations.ts"

let graph: Graph
let remove: () => void
beforeAll(async () => {
  const loaded = await loadGraph({
    "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id\n",
    "models/passing.sql": "{{config materialized='ephemeral'}}\nselect * from {{ref 'orders'}}\n",
    "models/seen.sql": "{{config materialized='view'}}\nselect * from {{ref 'orders'}}\n",
    "models/sources.yml": "sources: [{name: shop, tables: [{name: visits}]}]\n",
  })
  graph = loaded.graph
  remove = loaded.remove
})
afterAll(() => remove())

function resource(name: string): Relational {
  for (const { resource } of graph.nodes.values())
    if (isRelational(resource) && resource.name === name) return resource
  throw new Error(`there is no ${name}`)
}

const relationOf = ({ name }: Relational): Relation => new Relation("main", name)
const elsewhere = new Relation("prod", "orders")

function referred(deferral?: Deferral): ReferredRelations {
  const deferred = new Map(deferral === undefined ? [] : [[resource("orders").uniqueId, deferral]])
  const columnsOf = ({ name }: Relational) => (name === "orders" ? ["id"] : undefined)
  return new ReferredRelations(relationOf, columnsOf, deferred)
}

describe("what a ref becomes", () => {
  it.each<
    [
      what: string,
      name: string,
      deferral: Deferral | undefined,
      label: string,
      stored: number,
      inputs: number,
    ]
  >([
    ["the relation of a node", "orders", undefined, "main.orders", 1, 0],
    ["the CTE of an ephemeral model", "passing", undefined, "lux_cte__passing", 0, 0],
    [
      "another schema's, where it is deferred",
      "orders",
      { relation: elsewhere, database: undefined },
      "prod.orders",
      0,
      0,
    ],
    [
      "a name for another database's",
      "orders",
      { relation: elsewhere, database: "state" },
      "orders__deferred",
      0,
      1,
    ],
  ])("is %s", (_, name, deferral, label, stored, inputs) => {
    const reads = newReads()
    const relations = referred(deferral)
    const relation = relations.refer(resource(name), { overrides: new Map() }, reads)
    expect(relation.label).toBe(label)
    expect([reads.stored.size, reads.inputs.size]).toEqual([stored, inputs])
    expect(relations.resourceOf(relation)).toBe(resource(name))
  })

  it("is what overrides it before anything else", () => {
    const reads = newReads()
    const orders = resource("orders")
    const overrides = new Map([[orders.uniqueId, new Relation("main", "orders__new")]])
    const relations = referred({ relation: elsewhere, database: undefined })
    expect(relations.refer(orders, { overrides }, reads).label).toBe("main.orders__new")
    expect([...reads.stored.values()]).toEqual([orders])
  })

  it("is one empty relation for all that read it, where rows are left out", () => {
    const reads = newReads(true)
    const [first, second] = [1, 2].map(() =>
      referred().refer(resource("orders"), { overrides: new Map() }, reads),
    )
    expect(first).toBe(second)
    expect(reads.empties.size).toBe(1)
  })

  it("is refused to a view where another database has it", () => {
    const around = { owner: resource("seen"), overrides: new Map() }
    const relations = referred({ relation: elsewhere, database: "state" })
    expect(() => relations.refer(resource("orders"), around, newReads())).toThrowError(
      expect.objectContaining({ code: "LUX-1404" }),
    )
  })
})

describe("columns", () => {
  const call = {
    name: "star",
    args: [],
    named: {},
    place: { file: "a.sql", line: 1, column: 1 },
    written: undefined,
  }
  it.each([
    ["orders", ["id"]],
    ["visits", "LUX-1406"],
  ])("of %s are %j", (name, expected) => {
    const relations = referred()
    const relation = relations.refer(resource(name), { overrides: new Map() }, newReads())
    const columns = () => relations.columnNames(relation, call)
    if (typeof expected === "string")
      expect(columns).toThrowError(expect.objectContaining({ code: expected }))
    else expect(columns()).toEqual(expected)
  })

  it("are of nothing that was not referred to", () => {
    expect(() => referred().columnNames(new Relation("main", "orders"), call)).toThrowError(
      expect.objectContaining({ code: "LUX-1401" }),
    )
  })
})
