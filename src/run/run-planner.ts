import type { Compiler, Deferral } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import { ungated } from "../graph/gate-upstream.ts"
import { type Gates, placeGates, withoutGates } from "../graph/gates.ts"
import { type PublishGroups, publishGroups } from "../graph/publish-groups.ts"
import { targetPlace } from "../project/target/target-place.ts"
import type { ReadProject } from "../record/read-project.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import type { ExecuteOptions } from "./execute-options.ts"
import { everythingIsThere, type IsThere } from "./presence.ts"
import { type RunCommand, type Scope, scopeOf } from "./scope.ts"
import { readsElsewhere } from "./session/current-deferrals.ts"
import { deferrals } from "./session/defer.ts"
import { planWork, planWorkload, type Work, type WorkloadItem, type WorkloadOptions } from "./workload.ts"

type Planned = Pick<ReadProject, "project" | "graph">

export interface PlannerOptions
  extends Pick<ExecuteOptions, "selected" | "defer" | "fullRefresh" | "empty" | "auditFirst"> {
  readonly compiler: Compiler
  /** By unique id: what refs mean to the compiler. Filled once the catalog says what is there. */
  readonly deferred: Map<string, Deferral>
  readonly warn: (error: LuxError) => void
  /** What names of candidates have of this run; undefined where each is marked. */
  readonly token?: string | undefined
}

/** What a command does of its selection, and in what order it checks and publishes: planned by a catalog, and again by a later one. */
export class RunPlanner {
  readonly scope: Scope
  readonly groups: PublishGroups
  readonly #read: Planned
  readonly #options: PlannerOptions
  readonly #gates: Gates
  readonly #gatesUpstream: boolean

  constructor(read: Planned, command: RunCommand, options: PlannerOptions) {
    const { graph } = read
    const { selected, auditFirst } = options
    this.#read = read
    this.#options = options
    this.scope = scopeOf(command, selected.ids, graph)
    const { builds, tests } = this.scope
    const isBuilt = (id: string): boolean => builds.has(id)
    this.#gatesUpstream = auditFirst && command === "build"
    this.groups = publishGroups(graph, isBuilt, { gates: this.#gatesUpstream })
    this.#gates = auditFirst ? placeGates(graph, tests, isBuilt, this.groups) : withoutGates(tests)
  }

  /** True where the run is of unit tests alone: those need no warehouse. */
  get isUnitTestsOnly(): boolean {
    const { builds, tests, unitTests } = this.scope
    return unitTests.size > 0 && builds.size + tests.size === 0
  }

  /** True where refs mean relations of another database. */
  get readsElsewhere(): boolean {
    return readsElsewhere(this.#options.deferred)
  }

  /** Everything that the run does. Throws every compile error of the selected nodes together. */
  plan(
    catalog: Catalog,
    statements: WarehouseStatements,
    isThere: IsThere = everythingIsThere,
  ): readonly WorkloadItem[] {
    const { warn } = this.#options
    this.#defer(catalog)
    for (const error of this.#ungated(catalog)) warn(error)
    const items = planWorkload(this.#workload(catalog, statements, isThere))
    for (const { work } of items) if (work.kind === "relation") for (const error of work.warnings) warn(error)
    return items
  }

  /** One node again; undefined for what is not built. */
  planAgain(
    id: string,
    catalog: Catalog,
    statements: WarehouseStatements,
    isThere: IsThere,
  ): Work | undefined {
    const resource = this.#read.graph.nodes.get(id)?.resource
    return resource && planWork(resource, this.#workload(catalog, statements, isThere))
  }

  #defer(catalog: Catalog): void {
    const { project, graph } = this.#read
    const { defer, deferred, selected, compiler } = this.#options
    if (defer === undefined) return
    const target = { relationOf: compiler.relationOf, catalog, database: targetPlace(project.target) }
    for (const [id, deferral] of deferrals(defer, graph, new Set(selected.ids), target))
      deferred.set(id, deferral)
  }

  #ungated(catalog: Catalog): readonly LuxError[] {
    if (!this.#gatesUpstream) return []
    const { relationOf } = this.#options.compiler
    return ungated(this.#read.graph, this.scope.builds, (view) => catalog.get(relationOf(view)) !== undefined)
  }

  #workload(catalog: Catalog, statements: WarehouseStatements, isThere: IsThere): WorkloadOptions {
    const { project, graph } = this.#read
    const { compiler, fullRefresh, empty, token } = this.#options
    return {
      ...this.scope,
      ...{ project, graph, compiler, catalog, statements, fullRefresh, empty, token, isThere },
      gates: this.#gates,
      groups: this.groups,
    }
  }
}
