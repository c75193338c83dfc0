/** Where a node stands in the authored text; `end` is the offset behind it. */
export interface Spanned {
  readonly start: number
  readonly end: number
}
