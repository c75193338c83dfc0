import { describe, expect, it } from "vitest"
import type { Model } from "../project/types.ts"
import { load } from "../project/written-project.testkit.ts"
import { Relation } from "../sql/relation.ts"
import { duckDbStatements } from "../warehouse/duckdb/duckdb-statements.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { contractedTable, contractTerms } from "./contract.ts"

/** A warehouse that holds no more than that values are there, remembers keys, and knows no checks. */
const columnar: WarehouseStatements = {
  ...duckDbStatements,
  constraintSupport: {
    not_null: "enforced",
    unique: "recorded",
    primary_key: "recorded",
    foreign_key: "recorded",
    check: "unsupported",
    custom: "enforced",
  },
}

const properties = `models:
  - name: a
    contract: enforced
    constraints:
      - {type: not_null, columns: [ID, b_id]}
      - {type: primary_key, columns: [id, "Odd one"], name: a_key}
      - {type: foreign_key, columns: [b_id], to: ref('b'), to_columns: [id], warn_unenforced: false}
      - {type: foreign_key, columns: [b_id], expression: c (id)}
      - {type: check, expression: id > 0}
    columns:
      - {name: id, data_type: int}
      - {name: b_id, data_type: int, constraints: [{type: unique, name: once, warn_unenforced: false}, {type: custom, expression: encode raw}]}
      - {name: Odd one, data_type: text, constraints: [{type: check, expression: 1 = 1, warn_unsupported: false}]}
`

async function modelOf(config = "", yaml = properties): Promise<Model> {
  const { resources } = await load({
    "models/a.sql": `${config}select 1`,
    "models/b.sql": "select 1",
    "models/p.yml": yaml,
  })
  const model = resources.find((each) => each.name === "a")
  if (model?.type !== "model") throw new Error("not loaded")
  return model
}

function termsOf(model: Model, statements: WarehouseStatements) {
  const referred = ({ to }: { to: unknown }) => (to === undefined ? undefined : new Relation("s", "b"))
  return contractTerms(model, { statements, typeOf: (type) => type.toUpperCase(), referred })
}

describe("the table of a contract", () => {
  it("has what the warehouse holds and remembers", async () => {
    const terms = termsOf(await modelOf("{{config materialized='table'}}"), columnar)
    const [create, insert] = contractedTable(
      new Relation("s", "a"),
      "select 1",
      terms ?? { columns: [], constraints: [], held: [], warnings: [] },
      columnar,
    )
    expect(create?.sql).toBe(`create or replace table s.a (
  id INT not null,
  b_id INT not null constraint once unique encode raw,
  "Odd one" TEXT,
  constraint a_key primary key (id, "Odd one"),
  foreign key (b_id) references s.b (id),
  foreign key (b_id) references c (id)
)`)
    expect(insert?.sql).toBe(
      `insert into s.a (id, b_id, "Odd one")\nselect id, b_id, "Odd one"\nfrom (\nselect 1\n) as defined`,
    )
    expect(terms?.warnings.map(({ message, place }) => `${place?.line} ${message}`)).toEqual([
      '6 a primary_key constraint of "a" is recorded, but not enforced',
      '8 a foreign_key constraint of "a" is recorded, but not enforced',
      '9 a check constraint of "a" is not supported here, and left out',
    ])
  })

  it("tells columns apart that differ in case alone", async () => {
    const yaml = `models:
  - name: a
    contract: enforced
    constraints:
      - {type: not_null, columns: [A, Other]}
      - {type: unique, columns: [a, OTHER]}
    columns:
      - {name: A, data_type: int}
      - {name: a, data_type: int}
      - {name: other, data_type: int}
`
    const terms = termsOf(await modelOf("{{config materialized='table'}}", yaml), duckDbStatements)
    expect(terms?.columns.map(({ name, constraints }) => [name, ...constraints])).toEqual([
      ["A", "not null"],
      ["a"],
      ["other", "not null"],
    ])
    expect(terms?.constraints).toEqual(["unique (a, other)"])
  })

  it("has no constraints where it is a view", async () => {
    const terms = termsOf(await modelOf(), duckDbStatements)
    expect(terms?.columns.flatMap(({ constraints }) => constraints)).toEqual([])
    expect(terms?.constraints).toEqual([])
    expect(terms?.warnings).toHaveLength(7)
  })
})
