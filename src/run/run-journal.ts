import type { LuxError } from "../errors.ts"
import { shownName } from "../project/resources/names.ts"
import { targetPlace } from "../project/target/target-place.ts"
import type { Project, Resource } from "../project/types.ts"
import { type SqlFile, writeSqlFiles } from "./compiled-files.ts"
import type { ExecuteOptions } from "./execute-options.ts"
import type { NodeResult, RunResult } from "./results.ts"
import type { Work, WorkloadItem } from "./workload.ts"

interface About {
  readonly invocationId: string
  readonly command: string
  readonly startedAt: Date
  readonly project: Project
}

interface Told extends Pick<ExecuteOptions, "signal" | "onDone"> {
  readonly warn: (error: LuxError) => void
}

/** What a run has done so far: its results, and its SQL in the target folder. */
export class RunJournal {
  /** In the order in which nodes finish. */
  readonly results: NodeResult[] = []
  readonly #about: About
  readonly #told: Told
  readonly #executed = new Set<string>()
  readonly #unwritten: LuxError[] = []
  #items: readonly WorkloadItem[] = []

  constructor(about: About, told: Told) {
    this.#about = about
    this.#told = told
  }

  /** From here on the run has something to leave. */
  begin(items: readonly WorkloadItem[]): void {
    this.#items = items
  }

  get hasBegun(): boolean {
    return this.#items.length > 0
  }

  workOf(id: string): Work | undefined {
    return this.#items.find(({ work }) => work.id === id)?.work
  }

  /** Writes compiled SQL. */
  write(files: readonly SqlFile[]): void {
    this.#unwritten.push(...writeSqlFiles(this.#about.project, files))
  }

  /** Writes SQL that was sent. */
  writeSent(files: readonly SqlFile[]): void {
    for (const { path } of files) this.#executed.add(path)
    this.write(files)
  }

  /** Unique ids of what went well, if with warnings. */
  well(): ReadonlySet<string> {
    return new Set(this.results.filter(({ status }) => wellDone.has(status)).map(({ uniqueId }) => uniqueId))
  }

  /** The result as it stands. */
  finish(): RunResult {
    const { invocationId, command, startedAt, project } = this.#about
    const cancelled = this.#told.signal?.aborted === true
    // What is skipped is so because something else failed.
    const isWell = ({ status }: NodeResult): boolean => wellDone.has(status) || status === "skipped"
    return {
      invocationId,
      command,
      startedAt,
      finishedAt: new Date(),
      nodes: this.results,
      success: !cancelled && this.results.every(isWell),
      cancelled,
      project: project.name,
      target: project.target.name,
      warehouse: targetPlace(project.target),
    }
  }

  /** The result of a run that could not be planned: everything that it was to do is skipped. */
  notBegun(resources: readonly Resource[]): RunResult {
    const at = new Date()
    const nodes = resources.map(
      (resource): NodeResult => ({
        uniqueId: resource.uniqueId,
        label: shownName(resource),
        kind: resource.type,
        status: "skipped",
        message: "an error ended the run before it began",
        rows: undefined,
        grants: {},
        startedAt: at,
        finishedAt: at,
        checks: [],
        error: undefined,
        compiledPath: undefined,
      }),
    )
    return { ...this.finish(), nodes, success: false }
  }

  /** Leaves what was done for other tools and later commands. Reports one of the SQL files that could not be written. */
  async leave(result: RunResult): Promise<void> {
    const { onDone, warn } = this.#told
    const problems = [...this.#unwritten.slice(0, 1), ...(await onDone(result, this.#items, this.#executed))]
    for (const problem of problems) warn(problem)
  }
}

const wellDone: ReadonlySet<NodeResult["status"]> = new Set(["ok", "warn"])
