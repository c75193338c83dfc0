/** What the compiler renders and completes, for those that compile one kind of resource with it. */

import { LuxError } from "../errors.ts"
import { type Resolver, resolverOf } from "../graph/resolver.ts"
import { configuresItself } from "../project/resource-guards.ts"
import type { Model, Project, RelationArgument, Relational, Resource } from "../project/types.ts"
import type { SqlRole } from "../sql/one-query.ts"
import type { Relation } from "../sql/relation.ts"
import { lexicalDialects, type SqlDialect, type SqlTarget } from "../sql/types.ts"
import { render } from "../template/render.ts"
import type { MacroTable, RenderContext, Rendered, Template } from "../template/types.ts"
import type { ColumnTypes } from "./column-types.ts"
import type { CompiledSql, Overrides } from "./compiled.ts"
import { checkEphemeralNames } from "./distinct-columns.ts"
import { withOneName } from "./empty-relation.ts"
import { askedVersion, cteName, newReads, type Reads } from "./reads.ts"
import type { ReferredRelations } from "./referred-relations.ts"
import { type Invocation, renderContext } from "./render-context.ts"
import { type Dialects, type ExecutableSql, toExecutable } from "./to-executable.ts"
import { type Ephemeral, withEphemerals } from "./with-ephemerals.ts"

/** What surrounds a template. */
export interface Around {
  readonly self?: Relation | undefined
  readonly isIncremental?: boolean
  /** What is read is read without its rows. */
  readonly empty?: boolean | undefined
  readonly owner?: Resource
  /** A text of the command line, such as a model's with its configuration. */
  readonly isInline?: boolean
  /** What its SQL must be; a query where nothing is said. */
  readonly role?: SqlRole
  readonly overrides: Overrides
  readonly scope?: Readonly<Record<string, unknown>>
  readonly macros?: MacroTable | undefined
}

/** Renders the templates of a project with its relations, and makes SQL of them that the target's engine takes. */
export class Rendering {
  readonly project: Project
  readonly columnTypes: ColumnTypes
  readonly dialects: Dialects
  readonly #invocation: Invocation
  readonly #resolver: Resolver
  readonly #relations: ReferredRelations

  constructor(
    project: Project,
    invocation: Invocation,
    {
      relations,
      columnTypes,
      to = project.target.type,
    }: {
      readonly relations: ReferredRelations
      readonly columnTypes: ColumnTypes
      /** What the engine reads; the SQL of the target's warehouse where nothing is said. */
      readonly to?: SqlTarget | undefined
    },
  ) {
    this.project = project
    this.columnTypes = columnTypes
    this.dialects = { from: project.dialect, to, isAssumed: !project.isDialectSaid }
    this.#invocation = invocation
    this.#resolver = resolverOf(project)
    this.#relations = relations
  }

  /** Throws LUX-1302 for a node without SQL. */
  compile(template: Template, around: Around): CompiledSql {
    const { owner, role = "query", overrides } = around
    const reads = newReads(around.empty)
    const rendered = this.#text(template, around, reads)
    if (owner !== undefined && rendered.text.trim() === "")
      throw new LuxError("LUX-1302", `${owner.type} "${owner.name}" has no SQL`, {
        place: owner.place,
        hint: "Write a select statement into the file, or delete it.",
      })
    const types = this.columnTypes.withRelations(overrides)
    return this.completed(toExecutable(rendered, this.dialects, types, role), reads, overrides)
  }

  /** The SQL with the ephemeral models that it reads in it, and with all that it needs. */
  completed(own: ExecutableSql, reads: Reads, overrides: Overrides = new Map()): CompiledSql {
    const ephemerals = this.#ephemeralsOf(reads, overrides)
    return {
      ...(ephemerals.length === 0 ? own : withEphemerals(own, ephemerals, this.#lexical)),
      ephemerals,
      inputs: [...reads.inputs.values()],
      reads: [...reads.stored.values()],
    }
  }

  /** The text before it is translated. */
  render(template: Template, around: Around, reads: Reads): Rendered {
    return render(template, this.contextFor(around, reads), around.scope)
  }

  contextFor(around: Around, reads: Reads): RenderContext {
    const { owner, self, macros, isIncremental = false, isInline } = around
    return renderContext(this.project, this.#invocation, {
      self,
      packageName: owner?.packageName,
      macros,
      isIncremental,
      hasConfig: configuresItself(owner) || isInline === true,
      ref: (parts, call) =>
        this.referTo(this.#resolver.ref(parts, call.place, undefined, askedVersion(call)), around, reads),
      source: (parts, call) => this.referTo(this.#resolver.source(parts, call.place), around, reads),
      columnsOf: (relation, call) => this.#relations.columnNames(relation, call),
    })
  }

  /** What a resource is called where it is read, which is noted. */
  referTo(resource: Relational, around: Around, reads: Reads): Relation {
    return this.#relations.refer(resource, around, reads)
  }

  /** What a relation that was rendered stands for. */
  resourceOf(relation: Relation): Relational | undefined {
    return this.#relations.resourceOf(relation)
  }

  resourceNamed({ kind, parts, place, version }: RelationArgument): Relational {
    return kind === "ref"
      ? this.#resolver.ref(parts, place, undefined, version)
      : this.#resolver.source(parts, place)
  }

  get #lexical(): SqlDialect {
    return lexicalDialects[this.dialects.to]
  }

  #text(template: Template, around: Around, reads: Reads): Rendered {
    const rendered = this.render(template, around, reads)
    return withOneName(rendered, reads.empties.values(), this.project.dialect)
  }

  /** Each after those that it reads. */
  #ephemeralsOf(reads: Reads, overrides: Overrides): readonly Ephemeral[] {
    const done = new Map<string, Ephemeral>()
    const add = (model: Model): void => {
      if (done.has(model.uniqueId)) return
      const inner = newReads(reads.empty)
      const rendered = this.#text(model.template, { self: undefined, owner: model, overrides }, inner)
      const sql = toExecutable(rendered, this.dialects, this.columnTypes.withRelations(overrides), "query")
      for (const [label, input] of inner.inputs) reads.inputs.set(label, input)
      for (const [id, resource] of inner.stored) reads.stored.set(id, resource)
      for (const nested of inner.ephemerals.values()) add(nested)
      const direct = [...inner.ephemerals.keys()].flatMap((id) => done.get(id) ?? [])
      const all = [...new Set(direct.flatMap((each) => [...each.reads, each]))]
      const ephemeral = { model, name: cteName(model), sql, reads: all }
      checkEphemeralNames(ephemeral, this.#lexical)
      done.set(model.uniqueId, ephemeral)
    }
    for (const model of reads.ephemerals.values()) add(model)
    return [...done.values()]
  }
}
