import type { Coverage } from "../../graph/unit-test-coverage.ts"
import type { Relational, UnitTest } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { RelationKind, Session } from "../../warehouse/warehouse.ts"
import type { EmbeddedEngine } from "../lake/embedded-engine.ts"
import type { TestCompiler, UnitTestEngine } from "./unit-test-engine.ts"

/** The tables of one test while it runs. */
export interface TestContext {
  readonly engine: UnitTestEngine
  readonly test: UnitTest
  readonly embeddedEngine: EmbeddedEngine
  readonly session: Session
  readonly coverage: Coverage
  readonly compiling: TestCompiler
  /** Where a model's rows are in this test. */
  readonly relationOf: (resource: Relational) => Relation
}

/** A table or view of a test, with its columns where they are known already. */
export interface Made {
  readonly relation: Relation
  readonly kind: RelationKind
  readonly columns?: readonly string[]
}
