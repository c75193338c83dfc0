import type { DocsHistory } from "../quality/docs-history.ts"
import type { CatalogDetails } from "../run/commands/catalog-details.ts"
import type { DashboardExport } from "../run/commands/read-dashboards.ts"
import type { RunResult } from "../run/results.ts"
import type { WorkloadItem } from "../run/workload.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import type { CompiledProject } from "./compiled-project.ts"

/** What makes files of a compiled project: the manifest, a site, LookML. It opens no warehouse and writes nothing itself. */
export interface Generator {
  /**
   * The same files for the same project and results. `results` adds what a run or the warehouse told; without it a
   * generator makes what it can. `before` is what is there, for those that can take over a part of it.
   */
  generate(compiled: CompiledProject, results?: Results, before?: GeneratedBefore): readonly GeneratedFile[]
}

/** A file in the target folder. */
export interface GeneratedFile {
  /** With forward slashes: `manifest.json`, `site/index.html`. */
  readonly path: string
  /** Its bytes, one piece after another. */
  readonly pieces: readonly Uint8Array[]
  /** Bytes before them that tell no more than when it was made: a file whose pieces are what they were only gets a new time. */
  readonly head?: Uint8Array
}

/** What a command found out next to the project. */
export interface Results {
  readonly run?: FinishedRun
  readonly catalog?: CatalogDetails & { readonly catalog: Catalog }
  readonly docs?: DocsFindings
}

/** What `lux docs generate` found out for people to read. */
export interface DocsFindings {
  /** The commit that is checked out. */
  readonly commit: string | undefined
  /** What could not be found out, and how it could, in a sentence each. */
  readonly missing: readonly string[]
  readonly history: DocsHistory | undefined
  /** The first rows of what `docs: {sample: 20}` asks for, by unique id. */
  readonly samples: ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>
  readonly dashboards: readonly DashboardExport[]
  /** What the last `lux source freshness` found, by unique id. */
  readonly ages: ReadonlyMap<string, { readonly status: string; readonly newest: string }>
  /** The text of the state to compare with. */
  readonly before: string | undefined
  /** The site is one file. */
  readonly singleFile: boolean
}

/** What a run was to do and did. */
export interface FinishedRun {
  readonly result: RunResult
  /** What the run was to do. */
  readonly items: readonly WorkloadItem[]
  /** Paths of the files with the SQL that it sent, relative to the project. */
  readonly executed: ReadonlySet<string>
  /** The command's flags, by dbt's names: for `retry`, and for people. */
  readonly args: Readonly<Record<string, unknown>>
}

/** What an earlier command generated. */
export interface GeneratedBefore {
  /** The bytes of a file, by its path in the target folder; undefined where it is not there or cannot be read. */
  read(path: string): Buffer | undefined
  /** Of which nodes it is known that they are what they were, what they read too. */
  isSame(uniqueId: string): boolean
}
