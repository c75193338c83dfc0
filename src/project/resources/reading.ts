import type { DeclaredCollectors } from "../collectors/read-collectors.ts"
import type { ProjectFiles } from "../files/project-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import type { Fixtures } from "../tests/raw-rows.ts"
import type { DataTest, Resource } from "../types.ts"

/** What resources are read from: the files of the project or of one package. */
export interface Reading {
  readonly files: ProjectFiles
  readonly properties: readonly PropertiesFile[]
  /** Undefined: no collectors are declared. */
  readonly declared: DeclaredCollectors | undefined
  readonly fixtures: Fixtures
  readonly loading: Loading
  /** What was read before, kind by kind in the order of their table. */
  readonly before: readonly Resource[]
}

/** A resource that was read; disabled ones too. */
export interface ReadResource<Kind extends Resource = Resource> {
  readonly resource: Kind
  /** Reads the tests that are declared on it. */
  readonly tests?: () => readonly DataTest[]
}

/** Reads all resources of a kind. */
export type Reader<Kind extends Resource> = (reading: Reading) => readonly ReadResource<Kind>[]
