import { resolve } from "node:path"
import { type LuxError, LuxErrors } from "../errors.ts"
import { graphWarnings } from "../graph/graph-warnings.ts"
import type { NamedSelections } from "../graph/selection.ts"
import { findRoot } from "../project/files/find-root.ts"
import type { ProjectOutline, ProjectReader, ReadOptions } from "../record/project-reader.ts"
import type { ReadProject } from "../record/read-project.ts"
import { projectReader } from "./read/read-project.ts"
import type { LuxOptions } from "./types.ts"
import { type WarningVerdict, warningRules } from "./warning-rules.ts"

/** The options of the programmatic interface with what may be left open decided. */
export interface OpenOptions extends ReadOptions, Pick<LuxOptions, "warnErrorOptions"> {}

/**
 * What every command gets: the project, which is read when a command first asks for it and then kept, and the warnings
 * that were found, judged by the options.
 */
export class OpenProject {
  readonly options: OpenOptions
  /** Without those that are silenced. */
  readonly warnings: LuxError[] = []
  readonly rules: (code: string) => WarningVerdict
  /** Reads without keeping warnings. */
  readonly reader: ProjectReader
  #isJudged = false
  #selectors: Promise<NamedSelections> | undefined

  constructor(options: OpenOptions) {
    this.options = options
    this.rules = warningRules(options.warnErrorOptions)
    this.reader = projectReader(options)
  }

  /** Absolute path of the project's folder. Throws LUX-1001 where there is none. */
  root(): string {
    return findRoot(this.options.projectDir)
  }

  /** What listing needs. */
  async outline(): Promise<ProjectOutline> {
    const found = await this.reader.outline()
    this.#judge([...found.warnings, ...graphWarnings(found.graph, new Date())])
    return found
  }

  async whole(): Promise<ReadProject> {
    const found = await this.reader.whole()
    this.#judge([...found.project.warnings, ...graphWarnings(found.graph, new Date())])
    return found
  }

  /** The selections of `selectors.yml`, read once. */
  selectors(): Promise<NamedSelections> {
    this.#selectors ??= import("./read/read-selectors.ts").then(({ readSelectors }) =>
      readSelectors(this.root(), () => this.reader.whole()),
    )
    return this.#selectors
  }

  /** Keeps warnings that are reported; throws those that are errors by the options. */
  keep(found: readonly LuxError[]): void {
    const errors = found.filter(({ code }) => this.rules(code) === "error")
    const [only] = errors
    if (only !== undefined) throw errors.length === 1 ? only : new LuxErrors(errors)
    this.warnings.push(...found.filter(({ code }) => this.rules(code) === "warn"))
  }

  /** The project's own warnings are kept once, however often it is asked for. */
  #judge(found: readonly LuxError[]): void {
    if (!this.#isJudged) this.keep(found)
    this.#isJudged = true
  }
}

/** The folder is the current one, and the environment that of the process, where none is given. */
export function readOptionsOf(options: LuxOptions): OpenOptions {
  return {
    ...options,
    projectDir: resolve(options.projectDir ?? "."),
    opened: { projectDir: options.projectDir },
    env: options.env ?? process.env,
  }
}
