/** Where the parts of a written manifest are, in bytes. */
export interface ManifestLayout {
  /** By unique id. */
  readonly nodes: ReadonlyMap<string, readonly [start: number, size: number]>
  /** Who reads whom. */
  readonly maps: readonly [start: number, size: number]
}
