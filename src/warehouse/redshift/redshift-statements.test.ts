import { describe, expect, it } from "vitest"
import { Relation } from "../../sql/relation.ts"
import { redshiftStatements } from "./redshift-statements.ts"

describe("a merge with incremental_predicates", () => {
  const merged = (updateColumns: readonly string[]) =>
    redshiftStatements.merge({
      target: new Relation("s", "t"),
      source: new Relation("s", "t__new"),
      keys: ["id"],
      predicates: ["target.day > 7"],
      sequenceBy: undefined,
      updateColumns,
      insertColumns: ["id", "n"],
    })

  it("takes them for the rows that it updates, and for those that it inserts", () => {
    const [update, insert, ...more] = merged(["n"])
    expect(more).toEqual([])
    expect(update).toMatch(/^update [\s\S]*target\.day > 7/)
    // A stored row that they leave out does not count: the new one goes in next to it.
    expect(insert).toMatch(/^insert [\s\S]*where not exists \([\s\S]*target\.day > 7[\s\S]*\)$/)
  })

  it("takes them where it only inserts", () => {
    const [insert, ...more] = merged([])
    expect(more).toEqual([])
    expect(insert).toMatch(/^insert [\s\S]*where not exists \([\s\S]*target\.day > 7[\s\S]*\)$/)
  })
})
