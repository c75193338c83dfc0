import type { Model, Resource, Seed, Snapshot } from "../project/types.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { Template } from "../template/types.ts"

/** A template as its author wrote it. */
interface AuthoredText {
  readonly text: string
  readonly file: { readonly path: string }
  /** Where the text begins in the file, in UTF-16 units. */
  readonly start: number
}

/** A value as generators see it: of a template its text, of a file its path and text; all else as it is. */
export type Plain<Value> = Value extends Template
  ? AuthoredText
  : Value extends SourceFile
    ? SourceFile
    : Value extends readonly (infer Item)[]
      ? readonly Plain<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: Plain<Value[Key]> }
        : Value

export type PlainResource = Plain<Resource>
export type PlainModel = Plain<Model>
export type PlainSeed = Plain<Seed>
export type PlainSnapshot = Plain<Snapshot>
