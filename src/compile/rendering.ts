/** What the compiler renders and completes, for those that compile one kind of resource with it. */
import type { RelationArgument, Relational, Resource } from "../project/types.ts"
import type { SqlRole } from "../sql/one-query.ts"
import type { Relation } from "../sql/relation.ts"
import type { MacroTable, RenderContext, Template } from "../template/types.ts"
import type { CompiledSql, Overrides } from "./compiled.ts"
import type { Reads } from "./reads.ts"
import type { ColumnTypes, ExecutableSql } from "./to-executable.ts"

/** What surrounds a template. */
export interface Around {
  readonly self?: Relation | undefined
  readonly isIncremental?: boolean
  /** What is read is read without its rows. */
  readonly empty?: boolean | undefined
  readonly owner?: Resource
  /** A text of the command line, such as a model's with its configuration. */
  readonly isInline?: boolean
  /** What its SQL must be; a query where nothing is said. */
  readonly role?: SqlRole
  readonly overrides: Overrides
  readonly scope?: Readonly<Record<string, unknown>>
  readonly macros?: MacroTable | undefined
}

export interface Rendering {
  readonly columnTypes: ColumnTypes
  /** What each relation that was rendered stands for. */
  readonly resourceOf: { get(relation: Relation): Relational | undefined }
  compile(template: Template, around: Around): CompiledSql
  /** The SQL with the ephemeral models that it reads in it, and with all that it needs. */
  completed(own: ExecutableSql, reads: Reads, overrides?: Overrides): CompiledSql
  contextFor(around: Around, reads: Reads): RenderContext
  /** What a resource is called where it is read, which is noted. */
  referTo(resource: Relational, around: Around, reads: Reads): Relation
  resourceNamed(argument: RelationArgument): Relational
}
