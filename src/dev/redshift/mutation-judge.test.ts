/** The judge of mutated projects can fail: it is given outcomes that are wrong, one in each. */
import { describe, expect, it } from "vitest"
import { LuxError } from "../../errors.ts"
import type { NodeResult } from "../../run/results.ts"
import { type Judged, type State, type Thing, wrongAfter } from "./mutation-judge.testkit.ts"

const table = (...rows: readonly Readonly<Record<string, unknown>>[]): Thing => ({
  kind: "table",
  columns: Object.keys(rows[0] ?? {}),
  rows,
})
const view = (rows: Thing["rows"]): Thing => ({ kind: "view", columns: ["id"], rows })

const row = { id: 1, m: 2 }
const before: State = new Map([
  ["a", table({ id: 1, m: 1 })],
  ["r", table({ id: 1, m: 1 })],
  ["theirs_1", view([{ seen: 1 }])],
  ["a__rejected", table({ mine: 1 })],
])
const after: State = new Map([...before, ["a", table(row)], ["r", table(row)]])

function node(status: NodeResult["status"], error?: LuxError): NodeResult {
  return {
    uniqueId: "model.p.x",
    label: "main.x",
    kind: "table",
    status,
    message: error?.message ?? "",
    rows: 1,
    grants: {},
    startedAt: new Date(0),
    finishedAt: new Date(0),
    checks: [],
    error,
    compiledPath: undefined,
  }
}

const good: Judged = {
  mutated: {
    kind: "table",
    row,
    isBad: false,
    intruder: undefined,
    theirs: new Map([
      ["theirs_1", { kind: "view", reads: "a" }],
      ["a__rejected", { kind: "table", reads: undefined }],
    ]),
  },
  isChecked: true,
  outcome: {
    summary: "",
    nodes: new Map([
      ["a", node("ok")],
      ["r", node("ok")],
    ]),
  },
  before,
  after,
  bindsViews: true,
}

const without = (name: string): State => new Map([...after].filter(([each]) => each !== name))
const having = (name: string, thing: Thing): State => new Map([...after, [name, thing]])
const ending = (name: string, status: NodeResult["status"], error?: LuxError): Judged["outcome"] => ({
  summary: "",
  nodes: new Map([...good.outcome.nodes, [name, node(status, error)]]),
})
const bad = { ...good.mutated, isBad: true }
const refusal = new LuxError("LUX-1224", 'model "a__rejected" has a name of lux')

describe("the judge", () => {
  it("finds nothing wrong where all is right", () => {
    expect(wrongAfter(good)).toEqual([])
  })

  it.each<[string, Partial<Judged>, string]>([
    ["a foreign table is dropped", { after: without("a__rejected") }, "is gone"],
    ["a foreign table has other rows", { after: having("a__rejected", table({ id: 9 })) }, "has other rows"],
    ["a foreign view becomes a table", { after: having("theirs_1", table(row)) }, "is table"],
    ["a dependent is lost", { after: without("theirs_1") }, "view theirs_1"],
    ["a dependent cannot be read", { after: having("theirs_1", view(undefined)) }, "cannot be read"],
    ["a model is lost and ok", { after: without("r") }, "r is ok and holds undefined"],
    ["old rows are published", { after: having("a", table({ id: 1, m: 1 })) }, "a is ok and holds"],
    ["a row is there twice", { after: having("a", table(row, row)) }, "a is ok and holds"],
    ["a reader has other rows", { after: having("r", table({ id: 1, m: 1 })) }, "r is ok and holds"],
    ["bad rows are published", { mutated: bad, after: having("a", table({ id: null, m: 2 })) }, "must fail"],
    [
      "what was rejected is published",
      { mutated: bad, outcome: ending("a", "rejected") },
      "a was not published and holds",
    ],
    ["good rows are rejected", { outcome: ending("a", "rejected"), after: before }, "a was rejected"],
    [
      "a refusal names nobody",
      { outcome: ending("a", "error", new LuxError("LUX-2010", "no")), after: before },
      "no culprit is named",
    ],
    [
      "a refused model is gone",
      { outcome: ending("a", "error", new LuxError("LUX-2142", "theirs_1 reads m")), after: without("a") },
      "a was not published and is undefined",
    ],
    ["a model is skipped because of nothing", { outcome: ending("r", "skipped") }, "because of nothing"],
    ["a candidate is left", { after: having("a__lux_candidate", table(row)) }, "a__lux_candidate is left"],
    ["a name of lux's is accepted", { mutated: { ...good.mutated, intruder: "x" } }, "was not refused"],
    [
      "something changes in a refused run",
      {
        mutated: { ...good.mutated, intruder: "a__rejected" },
        outcome: { summary: "", nodes: new Map(), refused: [refusal] },
      },
      "something changed",
    ],
    [
      "a run is refused for another reason",
      { outcome: { summary: "", nodes: new Map(), refused: [refusal] }, after: before },
      "refused: LUX-1224",
    ],
  ])("reports it where %s", (_, changed, told) => {
    expect(wrongAfter({ ...good, ...changed }).join("\n")).toContain(told)
  })
})
