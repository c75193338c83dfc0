import type { CompiledSql, Compiler } from "../compile/compiler.ts"
import { type LuxError, Problems } from "../errors.ts"
import type { Gates } from "../graph/gates.ts"
import type { PublishGroups } from "../graph/publish-groups.ts"
import type { Graph } from "../graph/types.ts"
import { waitsOf } from "../graph/waits.ts"
import { clearingRejected } from "../materialize/clearing.ts"
import type { ContractTerms } from "../materialize/contract.ts"
import { unappliedChanges } from "../materialize/materialized-view.ts"
import type { Plan, Situation, Statement } from "../materialize/plan.ts"
import { addsToExisting, planNode } from "../materialize/plan-node.ts"
import { planSeed } from "../materialize/seed.ts"
import { planSnapshot } from "../materialize/snapshot.ts"
import { becomesRelation, isStage } from "../project/materialized.ts"
import { isDataTest, isMaterialized, mayHaveContract } from "../project/resource-guards.ts"
import type { Built, DataTest, Model, Project, Resource, UnitTest } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import { candidateSuffix, rejectedSuffix, withToken } from "../sql/names-next-to.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog, RelationKind } from "../warehouse/warehouse.ts"
import { checkOf } from "./build/check-of.ts"
import { contractTermsOf } from "./build/contract-terms.ts"
import { madeByLux, notMadeByLux } from "./build/made-by-lux.ts"
import { definitionTable } from "./build/materialized-definitions.ts"
import { materializedReaders } from "./build/materialized-readers.ts"
import { grantsOf, publishingOf } from "./build/publishing-of.ts"
import { type Together, togetherOf } from "./build/together.ts"
import type { IsThere } from "./presence.ts"
import { heldBackByUnitTest, unitTestWorks } from "./unit-test/unit-test-works.ts"

/** What becomes a relation. */
export interface RelationWork {
  readonly kind: "relation"
  readonly id: string
  readonly resource: Built
  readonly relation: Relation
  /** What is there under its name before the run. */
  readonly live: RelationKind | undefined
  /** True for a model that adds to its table: what its hooks see too. */
  readonly isIncremental: boolean
  /** Undefined for a seed. */
  readonly compiled: CompiledSql | undefined
  /** The same, as it reads the candidates of what it is published together with. */
  readonly compiledBeside?: CompiledSql | undefined
  readonly plan: Plan
  /** Unique id of itself, and of what it is published together with -> where its new version is until then. */
  readonly candidates: ReadonlyMap<string, Relation>
  /** Checks of the candidate. */
  readonly besideChecks: readonly Check[]
  /** Checks of the live table inside the publishing transaction. */
  readonly insideChecks: readonly Check[]
  /** What it is published together with; undefined where it is published by itself. */
  readonly together: Together | undefined
  /** All checks as they stand against the live relation: for a run that finds nothing new. */
  readonly liveChecks: () => readonly Check[]
  readonly warnings: readonly LuxError[]
  /** What gives and takes privileges, in the transaction that publishes. */
  readonly grants: readonly Statement[]
}

/** A stage model that writes batches. */
export interface StageWork {
  readonly kind: "stage"
  readonly id: string
  readonly resource: Model
  readonly compiled: CompiledSql
  readonly checks: readonly Check[]
  /** Names of the helper functions that `reject_if` needs. */
  readonly macrosOfRules: readonly string[]
}

/** Checks that gate no node of this run: those of one relation together. */
export interface TestWork {
  readonly kind: "test"
  readonly id: string
  /** The check's name where it stands alone, the relation that they are declared on where they go together. */
  readonly label: string
  readonly checks: readonly Check[]
}

/** A test of what models make of rows that it gives them: it needs no warehouse. */
export interface UnitTestWork {
  readonly kind: "unit_test"
  readonly id: string
  /** `popularity_factor::ranks_with_ties` */
  readonly label: string
  readonly test: UnitTest
}

export type Work = RelationWork | StageWork | TestWork | UnitTestWork

export interface WorkloadItem {
  readonly work: Work
  /** Unique ids or test-work ids that come before it. */
  readonly after: readonly string[]
  /** When it was compiled and planned. */
  readonly compiledFrom: Date
  readonly compiledTo: Date
}

export interface WorkloadOptions {
  readonly project: Project
  readonly graph: Graph
  readonly compiler: Compiler
  readonly catalog: Catalog
  readonly statements: WarehouseStatements
  readonly fullRefresh: boolean
  /** What names of candidates have of this run; undefined where each is marked. */
  readonly token: string | undefined
  /** What is read is read without its rows; nothing is staged. */
  readonly empty: boolean
  readonly isThere: IsThere
  /** Nodes to build; empty for `lux test`. */
  readonly builds: ReadonlySet<string>
  readonly tests: ReadonlySet<string>
  readonly unitTests: ReadonlySet<string>
  readonly gates: Gates
  readonly groups: PublishGroups
}

/**
 * Compiles and plans everything that a run will do, before anything is touched.
 * Throws every compile error of the selected nodes together.
 */
export function planWorkload(options: WorkloadOptions): readonly WorkloadItem[] {
  const { graph, builds, gates, groups } = options
  const problems = new Problems()
  const items: WorkloadItem[] = []
  const waits = waitsOf(graph, gates, groups, builds)
  const unitTested = new Map<string, string[]>()

  const now = new Date()
  for (const work of unitTestWorks(options)) {
    items.push({ work, after: [], compiledFrom: now, compiledTo: now })
    for (const id of heldBackByUnitTest(work.test, options))
      unitTested.set(id, [...(unitTested.get(id) ?? []), work.id])
  }

  for (const id of groups.order) {
    const resource = graph.nodes.get(id)?.resource
    if (resource === undefined || !builds.has(id)) continue
    const compiledFrom = new Date()
    const work = problems.attempt(() => planWork(resource, options))
    const compiledTo = new Date()
    if (work === undefined) continue
    const after = [...waits.ofNode(id), ...(unitTested.get(id) ?? [])]
    items.push({ work, after, compiledFrom, compiledTo })
  }
  for (const group of standaloneGroups(options)) {
    const compiledFrom = new Date()
    const work = problems.attempt(() => testWork(group, options))
    const compiledTo = new Date()
    if (work === undefined) continue
    const after = group.flatMap((test) => waits.ofTest(test.uniqueId))
    items.push({ work, after: [...new Set(after)], compiledFrom, compiledTo })
  }
  problems.throwIfAny()
  return items
}

/** One node's work. */
export function planWork(resource: Resource, options: WorkloadOptions): RelationWork | StageWork | undefined {
  if (!becomesRelation(resource)) return undefined
  if (!isStage(resource)) return relationWork(resource, options)
  return options.empty ? undefined : stageWork(resource, options)
}

function stageWork(resource: Model, options: WorkloadOptions): StageWork {
  const { compiler } = options
  return {
    kind: "stage",
    id: resource.uniqueId,
    resource,
    compiled: compiler.model(resource, { isIncremental: false }),
    checks: gatingTests(resource, options).map((test) => checkOf(test, resource, options)),
    macrosOfRules: resource.config.rejectIf.flatMap(
      ({ sql, place = resource.place }) => compiler.condition(sql, () => place).macros,
    ),
  }
}

function relationWork(resource: Built, options: WorkloadOptions): RelationWork {
  const { project, compiler, catalog, fullRefresh, statements, token } = options
  const readers = materializedReaders(resource.uniqueId, options)
  const relation = compiler.relationOf(resource)
  const tests = gatingTests(resource, options)
  const together = togetherOf(resource, options)
  const situation: Situation = {
    existing: catalog.get(relation),
    rejected: madeByLux(catalog, relation, relation.withSuffix(rejectedSuffix)),
    audited: tests.length > 0 || together !== undefined,
    token,
    fullRefresh,
    definitions: definitionTable(project.target),
    readers,
    publish: publishingOf(resource, catalog.get(relation), fullRefresh, statements, readers),
  }
  const terms = mayHaveContract(resource) ? contractTermsOf(resource, options) : undefined
  const {
    compiled,
    plan: building,
    ...built
  } = compiledPlan(resource, relation, situation, terms, together, options)
  const plan = clearingRejected(building, situation, statements)
  const candidates =
    together?.candidates ??
    new Map([[resource.uniqueId, relation.withSuffix(withToken(candidateSuffix, token))]])
  const merges = plan.kind !== "direct" && plan.mergesIntoLive
  const beside = tests.map((test) => checkOf(test, resource, options, candidates))
  return {
    kind: "relation",
    id: resource.uniqueId,
    resource,
    relation,
    live: situation.existing?.kind,
    isIncremental: isMaterialized(resource) && addsToExisting(resource, situation),
    compiled,
    ...built,
    plan,
    candidates,
    together,
    besideChecks: merges ? beside.filter((check) => check.scope === "rows") : beside,
    insideChecks: merges
      ? beside
          .filter((check) => check.scope === "table")
          .map((check) => checkOf(check.test, resource, options))
      : [],
    liveChecks: () => tests.map((test) => checkOf(test, resource, options)),
    warnings: [
      ...notMadeByLux(catalog, resource, relation),
      ...(terms?.warnings ?? []),
      ...(isMaterialized(resource) && compiled !== undefined
        ? unappliedChanges(resource, compiled.sql, situation, statements)
        : []),
    ],
    grants: grantsOf(resource, relation, situation.existing, statements),
  }
}

function compiledPlan(
  resource: Built,
  relation: Relation,
  situation: Situation,
  terms: ContractTerms | undefined,
  together: Together | undefined,
  { project, compiler, statements, empty }: WorkloadOptions,
): Pick<RelationWork, "compiled" | "compiledBeside" | "plan"> {
  switch (resource.type) {
    case "seed": {
      const dialects = { dialect: project.dialect, engine: project.target.type }
      const beside = together === undefined ? situation : { ...situation, together: { sql: undefined } }
      return { compiled: undefined, plan: planSeed(resource, relation, beside, statements, dialects) }
    }
    case "snapshot": {
      const compiled = compiler.snapshot(resource, { empty })
      // Rows that were not read are not gone.
      const snapshot =
        empty && situation.existing !== undefined
          ? { ...resource, config: { ...resource.config, hardDeletes: "ignore" as const } }
          : resource
      return { compiled, plan: planSnapshot(snapshot, relation, compiled, situation, statements) }
    }
    case "model": {
      const compiled = compiler.model(resource, {
        isIncremental: addsToExisting(resource, situation),
        empty,
      })
      if (together === undefined)
        return { compiled, plan: planNode(resource, relation, compiled.sql, situation, statements, terms) }
      const overrides = together.candidates
      const compiledBeside = compiler.model(resource, { isIncremental: false, empty, overrides })
      const beside = { ...situation, together: compiled }
      const plan = planNode(resource, relation, compiledBeside.sql, beside, statements, terms)
      return { compiled, compiledBeside, plan }
    }
  }
}

function testWork(group: readonly DataTest[], options: WorkloadOptions): TestWork {
  const checks = group.map((test) => checkOf(test, undefined, options))
  const [first] = checks
  const name = first?.test.name ?? ""
  return {
    kind: "test",
    id: first?.test.uniqueId ?? "",
    label: options.builds.size > 0 ? name : (first?.relation ?? name),
    checks,
  }
}

function gatingTests(resource: Resource, options: WorkloadOptions): readonly DataTest[] {
  return (options.gates.gating.get(resource.uniqueId) ?? []).flatMap((id) => dataTest(id, options))
}

/** In a build each such test may hold back others, so it stands alone; in `lux test` those of one relation go together. */
function standaloneGroups(options: WorkloadOptions): readonly (readonly DataTest[])[] {
  const tests = options.gates.standalone.flatMap((id) => dataTest(id, options))
  if (options.builds.size > 0) return tests.map((test) => [test])
  const groups = new Map<string, DataTest[]>()
  for (const test of tests) {
    const key = test.definition.kind === "generic" ? test.definition.attachedTo : test.uniqueId
    groups.set(key, [...(groups.get(key) ?? []), test])
  }
  return [...groups.values()]
}

function dataTest(id: string, options: WorkloadOptions): readonly DataTest[] {
  const resource = options.graph.nodes.get(id)?.resource
  return isDataTest(resource) ? [resource] : []
}
