import type { LuxError } from "../errors.ts"
import type { Group, MacroProperties, Resource } from "./types.ts"

/** What an earlier load found that still holds: the loader reads the rest and puts both together. */
export interface Reuse {
  /** Paths of files that are what they were, and that nothing which changed describes or is described by. */
  readonly unchanged: ReadonlySet<string>
  /** Resources from those files, disabled ones too. */
  readonly resources: readonly Resource[]
  readonly groups: readonly Group[]
  /** What was likely wrong with those files. */
  readonly fileWarnings: readonly LuxError[]
  readonly macroProperties: readonly MacroProperties[]
  /** Where those resources looked for configuration of their folders. */
  configured(): readonly { readonly type: Resource["type"]; readonly fqn: readonly string[] }[]
}
