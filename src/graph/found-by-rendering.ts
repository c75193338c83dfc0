import type { LuxError } from "../errors.ts"
import type { DataTest, Resource } from "../project/types.ts"
import type { GenericTest, RelationCall, Template } from "../template/types.ts"

/** A template that must be rendered to know what it refers to, or whether it can be. */
export interface RenderedPart {
  readonly template: Template
  readonly owner: Resource
  /** An argument, which may be a list or a dict. */
  readonly isValue: boolean
  /** Its refs are known only from rendering. */
  readonly isDynamic: boolean
  readonly usesIsIncremental: boolean
  /** Where the template is the body of a generic test. */
  readonly argumentsOf?: {
    readonly generic: GenericTest
    readonly definition: Extract<DataTest["definition"], { kind: "generic" }>
  }
}

export interface FoundByRendering {
  readonly calls: readonly RelationCall[]
  readonly problems: readonly LuxError[]
  readonly warnings: readonly LuxError[]
}

export type FindByRendering = (part: RenderedPart) => FoundByRendering
