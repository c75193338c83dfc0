import { describe, expect, test } from "vitest"
import { analyseQuery, type KnownRelation } from "../analysis.ts"
import { everyday } from "./everyday-cases.testkit.ts"

const columns = (names: string) => names.split(" ").map((name) => ({ name, type: undefined }))
const known: KnownRelation = { complete: true, columns: columns("id name") }
const all = "id v w x at payload"

const knowledge: Readonly<Record<string, Readonly<Record<string, KnownRelation>>>> = {
  "nothing is known": {},
  "some columns are known": {
    "s.t": { complete: false, columns: columns("id w") },
    "s.u": { complete: false, columns: columns("id") },
  },
  "every other column is known": {
    "s.t": { complete: false, columns: columns("v x at") },
    "s.u": { complete: false, columns: columns("y") },
  },
  "one relation is known": { "s.t": { complete: true, columns: columns(all) } },
}

describe.each(Object.entries(knowledge))("where %s", (_, relations) => {
  test.each(everyday)("%s", (sql) => {
    const relationOf = (parts: readonly string[]) => ({ ...relations, known })[parts.join(".")]
    const { problems, unknown } = analyseQuery(sql, { dialect: "redshift", relationOf, asTable: false })
    expect(unknown).toBeUndefined()
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([])
  })
})
