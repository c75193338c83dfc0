import type { Merged, Source } from "./scope.ts"
import type { Shape } from "./shape.ts"
import type { Column } from "./value.ts"

/** A column that a star stands for. */
export interface StarColumn {
  readonly column: Column
  /** Its key in the scope, as in `Resolved`. */
  readonly key: string
}
export interface StarColumns {
  readonly columns: readonly StarColumn[]
  readonly open: boolean
  /** The shapes whose columns are not all known. */
  readonly openShapes: readonly Shape[]
}

/** What an item of `from`, or all of them, bring. */
export interface Joined {
  readonly sources: readonly Source[]
  readonly merged: ReadonlyMap<string, Merged>
  readonly star: () => StarColumns
}

export function starsOf(parts: readonly Joined[]): StarColumns {
  const stars = parts.map((each) => each.star())
  return {
    columns: stars.flatMap((each) => each.columns),
    open: stars.some((each) => each.open),
    openShapes: stars.flatMap((each) => each.openShapes),
  }
}
