import type { LuxError, Problems } from "../errors.ts"
import type { GenericTest, MacroTable, RenderContext } from "../template/types.ts"
import type { FolderConfigs } from "./config/config-layers.ts"
import type { TemplateOf } from "./files/model-templates.ts"
import type { FolderKey } from "./resource-kinds.ts"
import type { DocsBlock } from "./resources/docs-blocks.ts"
import type { Group } from "./resources/governance.ts"
import type { Properties } from "./yaml/properties-file.ts"
import type { YamlDocument } from "./yaml/yaml-document.ts"

/** A properties file that was read and is well formed. */
export interface PropertiesFile {
  readonly document: YamlDocument
  readonly values: Properties
}

/** What the readers of single resources share while a project is loaded. */
export interface Loading {
  readonly root: string
  readonly packageName: string
  /** All folders that hold resources. */
  readonly folders: readonly string[]
  readonly templateOf: TemplateOf
  readonly problems: Problems
  /** What is likely wrong with the files that are read. */
  readonly warnings: LuxError[]
  /** The name of the target's database. */
  readonly database: string
  /** For templates in values: env and var. */
  readonly context: RenderContext
  readonly docs: ReadonlyMap<string, DocsBlock>
  readonly macros: MacroTable
  readonly genericTests: ReadonlyMap<string, GenericTest>
  readonly groups: ReadonlyMap<string, Group>
  /** False where a macro file could not be read: then nobody knows which names it would have defined. */
  readonly allMacrosRead: boolean
  /** Where collected files are read. */
  readonly collectedLake: string
  readonly configs: Readonly<Record<FolderKey, FolderConfigs>>
}
