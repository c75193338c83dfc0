/** What a compiler makes of resources, and what it is. */
import type { Place } from "../errors.ts"
import type { FindByRendering } from "../graph/found-by-rendering.ts"
import type { StageEngineName } from "../project/stage-engines.ts"
import type {
  DataTest,
  Model,
  RelationArgument,
  Relational,
  Snapshot,
  SourceTable,
} from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { Rendered, Template } from "../template/types.ts"
import type { TypesOf } from "./column-types.ts"
import type { RelationOf } from "./relations.ts"
import type { ExecutableSql } from "./to-executable.ts"
import type { Ephemeral } from "./with-ephemerals.ts"

/** Files that a statement reads and that its session must show under a temporary name first. */
export type CompiledInput =
  | { readonly kind: "batches"; readonly stage: Model; readonly relation: Relation }
  | { readonly kind: "files"; readonly source: SourceTable; readonly relation: Relation }
  | { readonly kind: "elsewhere"; readonly query: string; readonly relation: Relation }

/** Where another state of the project has a node: what a ref of it means instead of the target's own relation. */
export interface Deferral {
  readonly relation: Relation
  /** Name of the attached database that it is in; undefined: the target's own. */
  readonly database: string | undefined
}

/** SQL that the target's engine takes, and what it needs around it. */
export interface CompiledSql extends ExecutableSql {
  /** Those that are in it, each after those that it reads. */
  readonly ephemerals: readonly Ephemeral[]
  readonly inputs: readonly CompiledInput[]
  /** What it reads in this target: ephemeral models looked through, without what is read from another state. */
  readonly reads: readonly Relational[]
}

/** One of the statements of a script. */
export interface CompiledStatement extends CompiledSql {
  /** What it begins with, in lower case: `select`. */
  readonly word: string
}

/** The rows that a snapshot is taken of. */
export interface CompiledSnapshot extends CompiledSql {
  /** What ends a version that still holds, as an expression; undefined: null. */
  readonly validToCurrent: string | undefined
}

/** What a test of the catalog makes its question of, in the engine's SQL. */
export interface TestUse {
  /** What it is declared on; with `where` not yet applied. */
  readonly relation: string
  /** Empty where it is declared on no column. */
  readonly column: string
  /** As declared for the column. */
  readonly dataType: string | undefined
  readonly where: string | undefined
  readonly groupBy: readonly string[]
  /** Relations as SQL, templates rendered. */
  readonly arguments: Readonly<Record<string, unknown>>
  /** An expression of the project's dialect. Throws as `toExecutable`, at the test's place. */
  translate(expression: string): string
  /** Names of the helper functions that what was translated so far needs. */
  macros(): readonly string[]
  readonly inputs: readonly CompiledInput[]
  readonly reads: readonly Relational[]
}

/** Another relation in a resource's place: its candidate while it is audited. */
export type Overrides = ReadonlyMap<string, Relation>

/** A model's SQL as it was authored, rendered but not translated, and what its relations are. */
export interface AuthoredSql {
  readonly rendered: Rendered
  /** By label, lower case; an ephemeral model by the name of its CTE. */
  readonly reads: ReadonlyMap<string, Relational>
}

export interface Compiler {
  readonly relationOf: RelationOf
  /**
   * The same project as an engine of stage models reads it, whatever warehouse its target is: on the embedded engine in
   * Redshift's SQL, or in its own.
   */
  onEngine(engine: StageEngineName): Compiler
  /** The same project in its own SQL, for what is translated later. */
  untranslated(): Compiler
  /** What `ref('x')` or `source('a', 'b')` in YAML names. */
  relation(argument: RelationArgument): Relation
  authored(model: Model, options: { readonly isIncremental: boolean }): AuthoredSql
  /** `empty`: what it reads is read without its rows. An ephemeral model with an override is read as that relation. */
  model(
    model: Model,
    options: { readonly isIncremental: boolean; readonly empty?: boolean; readonly overrides?: Overrides },
  ): CompiledSql
  /** All rows that a snapshot keeps versions of. Throws LUX-1407 for what it cannot be taken of. */
  snapshot(snapshot: Snapshot, options?: { readonly empty?: boolean }): CompiledSnapshot
  /** When a source's rows were loaded last, as one value; undefined where it does not say what tells that. */
  loadedAt(source: SourceTable): CompiledSql | undefined
  /** The query whose rows are the failures, of a test whose template says so. */
  test(test: DataTest, overrides?: Overrides): CompiledSql
  /** What a test of the catalog is given. Throws LUX-1405 where it is declared on nothing that can be tested. */
  testUse(test: DataTest, overrides?: Overrides): TestUse
  /** SQL of a hook; `self` is the relation of the node that it belongs to. */
  hook(sql: Template, self: Relation | undefined, isIncremental?: boolean): CompiledSql
  /** A query that belongs to no node, such as the rows of a fixture. */
  query(sql: Template): CompiledSql
  inline(sql: string): CompiledSql
  /** The same as it was authored. */
  authoredInline(sql: string): AuthoredSql
  /** The statements of a script, each by itself; `scope` has the names that it may use besides. */
  script(template: Template, scope: Readonly<Record<string, unknown>>): readonly CompiledStatement[]
  /** A condition that stands in YAML. Throws LUX-1301 and LUX-1302 at its place. */
  condition(sql: string, placeOf: () => Place): Pick<ExecutableSql, "sql" | "macros">
  /**
   * The query of a model that reads one relation row by row, with `lux_rule` behind its columns: which condition is true of a row
   * first, from 0. Throws NotRowByRow.
   */
  judged(model: Model, rows: JudgedRows): string
  readonly findByRendering: FindByRendering
}

export interface JudgedRows {
  /** Further items of its list, over the relation that is read. */
  readonly added: readonly string[]
  /** The types of further columns of that relation. */
  readonly types: Readonly<Record<string, string>>
  /** In the project's SQL, over the model's columns. */
  readonly conditions: readonly string[]
}

/** Names of a resource's columns, in order; undefined where they are not known. */
export type ColumnsOf = (resource: Relational) => readonly string[] | undefined

export interface KnownToCompiler {
  /** By unique id, worked out by an earlier command for the same resources. */
  readonly relations?: ReadonlyMap<string, Relation>
  readonly columnsOf?: ColumnsOf
  /** What a translation follows. */
  readonly typesOf?: TypesOf
  /** By unique id; asked while something is compiled. */
  readonly deferred?: ReadonlyMap<string, Deferral> | undefined
}
