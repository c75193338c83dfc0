import type { LuxError, Problems } from "../errors.ts"
import { targetValues } from "../project/config/value-context.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import { namesItself } from "../project/resource-guards.ts"
import type { Built, DataTest, GenericTestUse, Model, Project, Resource } from "../project/types.ts"
import { nameProblems } from "../template/check-names.ts"
import { factsOf } from "../template/facts.ts"
import type {
  GenericTest,
  MacroParameter,
  MacroTable,
  SqlMacro,
  Template,
  TemplateFacts,
} from "../template/types.ts"
import type { FindByRendering, RenderedPart } from "./found-by-rendering.ts"
import type { Call } from "./types.ts"

/** What the templates and arguments of a resource say. */
export interface ReadTemplates {
  /** What it reads. */
  readonly calls: readonly Call[]
  readonly warnings: readonly LuxError[]
  /** True where what it reads had to be found by rendering. */
  readonly isDynamic: boolean
}

/**
 * Reads the templates of resources, and checks them: the names in every branch, and by rendering what else may be wrong.
 * What is wrong goes to `problems`.
 */
export class TemplateReader {
  readonly #project: Project
  readonly #findByRendering: FindByRendering
  readonly #problems: Problems
  readonly #target: Readonly<Record<string, unknown>>
  readonly #checked = new Set<SqlMacro | GenericTest>()
  readonly #rendered: LuxError[] = []

  constructor(project: Project, findByRendering: FindByRendering, problems: Problems) {
    this.#project = project
    this.#findByRendering = findByRendering
    this.#problems = problems
    this.#target = targetValues(project.target)
  }

  read(resource: Resource): ReadTemplates {
    switch (resource.type) {
      case "model": {
        this.#checkHooks(resource)
        const read = this.#readPart({ template: resource.template, owner: resource, isValue: false })
        return { ...read, calls: [...read.calls, ...foreignKeysOf(resource)] }
      }
      case "test":
        return this.#readTest(resource)
      case "exposure":
        return plain(resource.dependsOn)
      case "snapshot":
        this.#checkHooks(resource)
        return plain([resource.relation])
      case "unit_test":
        for (const { rows } of [...resource.given, ...resource.expect])
          if (rows?.kind === "sql") this.#checkNames(rows.sql, this.#project.macros)
        return plain(resource.expect.map(({ model }) => model))
      case "seed":
        this.#checkHooks(resource)
        return plain([])
      case "source":
      case "collector":
        return plain([])
    }
  }

  /** Checks what belongs to no resource: the project's own macros, generic tests and hooks. */
  checkShared(): void {
    const { macros, genericTests, onRunStart, onRunEnd } = this.#project
    for (const macro of macros.values())
      if (macro.kind === "sql" && macro.scope === undefined) this.#checkBody(macro, macros)
    for (const test of genericTests.values()) if (test.scope === undefined) this.#checkBody(test, macros)
    for (const hook of [...onRunStart, ...onRunEnd]) this.#checkNames(hook, macros)
  }

  /** Adds what rendering found, but for what the check of names has told of the same place. */
  finish(): void {
    const told = new Set(this.#problems.found.map(innermost))
    for (const error of this.#rendered) if (!told.has(innermost(error))) this.#problems.add(error)
  }

  #readTest(test: DataTest): ReadTemplates {
    const { definition } = test
    if (definition.kind === "singular")
      return this.#readPart({ template: definition.template, owner: test, isValue: false })
    const parts = Object.values(definition.arguments).map((argument): ReadTemplates => {
      if (argument.kind === "relation") return plain([argument.relation])
      if (argument.kind === "value") return plain([])
      return this.#readPart({ template: argument.template, owner: test, isValue: true })
    })
    const generic = this.#project.genericTests.get(definition.test)
    const own = generic === undefined ? plain([]) : this.#readGeneric(generic, definition, test)
    const all = [...parts, own]
    return {
      calls: all.flatMap(({ calls }) => calls),
      warnings: all.flatMap(({ warnings }) => warnings),
      isDynamic: all.some(({ isDynamic }) => isDynamic),
    }
  }

  /** A generic test's own body: its refs are literal ones, the relations given as arguments are known already. */
  #readGeneric(generic: GenericTest, definition: GenericTestUse, owner: DataTest): ReadTemplates {
    const visible = generic.scope?.macros ?? this.#project.macros
    this.#checkBody(generic, visible)
    const facts = factsOf(generic.body, visible)
    const { relations, usesIsIncremental } = facts
    const part = {
      template: generic.body,
      owner,
      isValue: false,
      isDynamic: false,
      usesIsIncremental,
      argumentsOf: { generic, definition },
    }
    return { ...plain(relations), warnings: mayFail(facts, owner) ? this.#render(part).warnings : [] }
  }

  #readPart(part: Pick<RenderedPart, "template" | "owner" | "isValue">): ReadTemplates {
    const { macros } = scopeOfPackage(this.#project, part.owner.packageName)
    this.#checkNames(part.template, macros)
    const facts = factsOf(part.template, macros)
    const { relations, dynamic, usesIsIncremental } = facts
    for (const name of facts.macros) this.#checkOfPackage(name)
    if (!dynamic && !mayFail(facts, part.owner)) return plain(relations)
    const { calls, warnings, problems } = this.#render({ ...part, isDynamic: dynamic, usesIsIncremental })
    const isFound = dynamic && problems.length === 0
    return { calls: isFound ? [...relations, ...calls] : relations, warnings, isDynamic: dynamic }
  }

  #render(part: RenderedPart) {
    const found = this.#findByRendering(part)
    this.#rendered.push(...found.problems)
    return found
  }

  /** Macros of packages matter where they are called. */
  #checkOfPackage(name: string): void {
    const macro = this.#project.macros.get(name)
    if (macro?.kind === "sql" && macro.scope !== undefined) this.#checkBody(macro, macro.scope.macros)
  }

  #checkBody(macro: SqlMacro | GenericTest, visible: MacroTable): void {
    if (this.#checked.has(macro)) return
    this.#checked.add(macro)
    this.#checkNames(macro.body, visible, macro.parameters)
  }

  #checkHooks({ config: { preHooks, postHooks } }: Built) {
    for (const { sql } of [...preHooks, ...postHooks]) this.#checkNames(sql, this.#project.macros)
  }

  #checkNames(template: Template, macros: MacroTable, parameters: readonly MacroParameter[] = []): void {
    const names = parameters.map(({ name }) => name)
    for (const problem of nameProblems(template, { macros, target: this.#target }, names))
      this.#problems.add(problem)
  }
}

function mayFail(facts: TemplateFacts, owner: Resource): boolean {
  return facts.mayFail || (facts.usesSelf && !namesItself(owner))
}

function plain(calls: readonly Call[]): ReadTemplates {
  return { calls, warnings: [], isDynamic: false }
}

/** Where an error happened, which for one inside a macro is the last place that it tells. */
function innermost({ code, place, related }: LuxError): string {
  const inside = related.findLast(({ message }) => message.startsWith("in macro"))?.place ?? place
  return `${code} ${inside?.file}:${inside?.line}:${inside?.column}`
}

/** What the foreign keys of a contract refer to must be there before. */
function foreignKeysOf({ config, constraints, columns }: Model): readonly Call[] {
  if (!config.contract.enforced) return []
  const all = [...constraints, ...columns.flatMap((column) => column.constraints)]
  return all.flatMap(({ to }) => to ?? [])
}
