import type { Place } from "../../errors.ts"
import type { SourceFile } from "../../template/source-file.ts"
import type { Template } from "../../template/types.ts"
import type { RelationArgument, ResourceBase } from "../types.ts"

/** A test of what models make of rows that it gives them. It reads nothing but those. */
export interface UnitTest extends ResourceBase {
  readonly type: "unit_test"
  /** `model`: one model by itself, of whose inputs each is given. `chain`: all models up to what it expects are built. */
  readonly form: "model" | "chain"
  readonly given: readonly GivenInput[]
  /** In the order in which they are written; of the form `model` there is one. */
  readonly expect: readonly Expectation[]
  readonly overrides: UnitTestOverrides
  /** The fixture files and raw files that it reads, relative to the project. */
  readonly fixturePaths: readonly string[]
  readonly config: { readonly raw: Readonly<Record<string, unknown>> }
}

export interface GivenInput {
  readonly input: RelationArgument | { readonly kind: "this"; readonly place: Place }
  /** As it is written: `ref('orders')`. */
  readonly text: string
  readonly rows: WrittenRows
}

/** What must have come of a model. */
export interface Expectation {
  readonly model: RelationArgument
  /** Undefined: nothing is said about its rows. */
  readonly rows: WrittenRows | undefined
  /** Names of the model's data tests that must fail, while all others pass; undefined: none are asked. */
  readonly failingChecks: readonly string[] | undefined
  readonly place: Place
}

export interface UnitTestOverrides {
  readonly vars: Readonly<Record<string, unknown>>
  /** What calls of these macros give. */
  readonly macros: Readonly<Record<string, unknown>>
  readonly env: Readonly<Record<string, string>>
  /** What `is_incremental` says of the models that are expected. */
  readonly isIncremental: boolean
  readonly place: Place
}

/** Rows in one of the ways in which they can be written. */
export type WrittenRows =
  | {
      readonly kind: "dict"
      readonly rows: readonly Readonly<Record<string, unknown>>[]
      /** Of the list; an entry's key is found below it. */
      readonly place: Place
    }
  | { readonly kind: "csv"; readonly text: string; readonly place: Place }
  | { readonly kind: "csv-file"; readonly file: SourceFile; readonly place: Place }
  | { readonly kind: "sql"; readonly sql: Template; readonly place: Place }
  /** Raw files of a source that is in the lake. */
  | { readonly kind: "files"; readonly files: readonly SourceFile[]; readonly place: Place }
  /** A seed's own rows. */
  | { readonly kind: "own"; readonly place: Place }
