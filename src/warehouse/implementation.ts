import type { TargetOf } from "../project/target/target-types.ts"
import type { WarehouseType } from "../project/warehouses.ts"
import type { CommentOf } from "./query-comment.ts"
import type { WarehouseStatements } from "./statements.ts"
import type { Warehouse } from "./warehouse.ts"

/** Which statements costs are asked of. */
export interface CostQuery {
  /** The query group of the statements. */
  readonly label: string
  /** What their text has to hold too: where others share the query group. */
  readonly holding: string | undefined
  /** True: the comment stands behind the statement, of at most so many characters. */
  readonly behind: number | undefined
}

/** How a warehouse is worked with. What is known of it without loading this stands in `src/project/warehouses.ts`. */
export interface WarehouseImplementation<Type extends WarehouseType> {
  /** For what is planned without opening it too. */
  readonly statements: WarehouseStatements
  /** Opens a target; the driver is loaded only here. */
  open(target: TargetOf<Type>, options: OpenOptions): Promise<Warehouse>
  /**
   * Of statements, by their comments: `comment`, `statements`, `queued`, `compiled` and `executed` in microseconds, `bytes`
   * scanned, `rows` written or returned, `spilled` in bytes. There where the facts say that costs are reported.
   */
  readonly costQuery?: ((run: CostQuery) => string) | undefined
}

export interface OpenOptions {
  /** Sessions at once. */
  readonly threads: number
  /** How long to wait for another process to let go of an embedded database; 0: not at all. */
  readonly lockTimeoutSeconds: number
  /** Statements that each session runs first. */
  readonly settings: readonly string[]
  readonly signal?: AbortSignal | undefined
  /** What stands as a comment at every statement. */
  readonly comments?: CommentOf | undefined
  /** What the system tables of a Redshift file every statement under, unless the target says otherwise. */
  readonly label?: string | undefined
}
