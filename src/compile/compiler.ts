import { LuxError } from "../errors.ts"
import { resolverOf } from "../graph/resolver.ts"
import { templateNear } from "../project/config/rendered-values.ts"
import { isInlined, isStage, keepsQuery } from "../project/materialized.ts"
import type { Model, Project, RelationArgument, Relational, Snapshot, SourceTable } from "../project/types.ts"
import { isTranslated } from "../project/warehouses.ts"
import { Relation } from "../sql/relation.ts"
import { statementRanges } from "../sql/statements.ts"
import { parseTemplate } from "../template/parse.ts"
import { render } from "../template/render.ts"
import type { HelperCall, RenderContext, Rendered, Template } from "../template/types.ts"
import type {
  CompiledSnapshot,
  CompiledSql,
  CompiledStatement,
  Compiler,
  KnownToCompiler,
  Overrides,
} from "./compiled.ts"
import { checkDatabaseName } from "./database-name.ts"
import { declaredColumnTypes } from "./declared-column-types.ts"
import { checkEphemeralNames } from "./distinct-columns.ts"
import { onEmbeddedEngine } from "./embedded-project.ts"
import { EmptyRelation, withOneName } from "./empty-relation.ts"
import { findByRendering } from "./find-by-rendering.ts"
import { writtenAlone } from "./fragments.ts"
import { checkNameLengths } from "./name-lengths.ts"
import {
  askedVersion,
  columnOrSql,
  cteName,
  deferredName,
  distinctInputs,
  distinctResources,
  elsewhereInput,
  inputFor,
  newReads,
  type Reads,
  unkeepable,
} from "./reads.ts"
import { checkDistinctRelations, createRelations } from "./relations.ts"
import { type Invocation, type RenderParts, renderContext } from "./render-context.ts"
import type { Around } from "./rendering.ts"
import { partOf, transactionWords, verbatim } from "./script.ts"
import { createTestCompiler } from "./test-compiler.ts"
import { type ExecutableSql, toExecutable } from "./to-executable.ts"
import { type Ephemeral, withEphemerals } from "./with-ephemerals.ts"

export type {
  AuthoredSql,
  ColumnsOf,
  CompiledInput,
  CompiledSql,
  CompiledStatement,
  Compiler,
  Deferral,
  KnownToCompiler,
  Overrides,
} from "./compiled.ts"

/** Projects whose relations are well. */
const checked = new WeakSet<Project>()

/**
 * Resource + target -> executable SQL, without a warehouse. Throws LUX-14xx, LUX-13xx and the template's errors.
 */
export function createCompiler(
  project: Project,
  invocation: Invocation,
  { relations: known = new Map(), columnsOf = () => undefined, deferred }: KnownToCompiler = {},
): Compiler {
  const resolver = resolverOf(project)
  const blank = () =>
    renderContext(project, invocation, { ref: () => "", source: () => "", columnsOf: () => [] })
  const resourceOf = new WeakMap<Relation, Relational>()
  const relationOf = createRelations(project, blank, known)
  const columnTypes = declaredColumnTypes(project, relationOf, columnsOf)
  if (!checked.has(project)) {
    checkDistinctRelations(project.resources, relationOf, known)
    checkDatabaseName(project, relationOf, known)
    checkNameLengths(project, relationOf, known)
    checked.add(project)
  }

  return {
    relationOf,
    onEmbeddedEngine() {
      const embedded = onEmbeddedEngine(project)
      const engine = embedded.target.type
      const dialect = isTranslated(project.dialect, engine) ? project.dialect : engine
      return createCompiler({ ...embedded, dialect }, invocation, { relations: known, columnsOf, deferred })
    },
    relation: (argument) => relationOf(resourceNamed(argument)),
    authored(model, { isIncremental }) {
      const reads = newReads()
      const around = { self: relationOf(model), isIncremental, owner: model, overrides: new Map() }
      const rendered = render(model.template, contextFor(around, reads))
      const self = [relationOf(model).label.toLowerCase(), model] as const
      return { rendered, reads: new Map([...reads.relations, ...(isIncremental ? [self] : [])]) }
    },
    model(model, options) {
      for (const each of model.config.incrementalPredicates)
        writtenAlone(each, project.target.type, () => model.place)
      return compile(model.template, {
        overrides: new Map(),
        ...options,
        self: relationOf(model),
        owner: model,
      })
    },
    snapshot: compileSnapshot,
    loadedAt: compileLoadedAt,
    ...createTestCompiler(project, {
      columnTypes,
      resourceOf,
      compile,
      completed,
      contextFor,
      referTo,
      resourceNamed,
    }),
    hook: (sql, self, isIncremental = false) =>
      compile(sql, { self, isIncremental, overrides: new Map(), role: "statement" }),
    script: compileScript,
    query: (sql) => compile(sql, { overrides: new Map() }),
    inline: (sql) =>
      compile(parseTemplate({ path: "--inline", text: sql }), {
        isInline: true,
        overrides: new Map(),
        role: "shown query",
      }),
    findByRendering: (part) => findByRendering(part, { project, invocation, resolver, relationOf }),
  }

  function compile(template: Template, around: Around): CompiledSql {
    const reads = newReads(around.empty)
    const rendered = rendering(template, around, reads)
    if (around.owner !== undefined && rendered.text.trim() === "")
      throw new LuxError("LUX-1302", `${around.owner.type} "${around.owner.name}" has no SQL`, {
        place: around.owner.place,
        hint: "Write a select statement into the file, or delete it.",
      })
    return completed(
      toExecutable(rendered, project, columnTypes, around.role ?? "query"),
      reads,
      around.overrides,
    )
  }

  function rendering(template: Template, around: Around, reads: Reads): Rendered {
    const rendered = render(template, contextFor(around, reads), around.scope)
    return withOneName(rendered, reads.empties.values(), project.dialect)
  }

  /** The SQL with the ephemeral models that it reads in it, and with all that it needs. */
  function completed(own: ExecutableSql, reads: Reads, overrides: Overrides = new Map()): CompiledSql {
    const ephemerals = ephemeralsOf(reads, overrides)
    return {
      ...(ephemerals.length === 0 ? own : withEphemerals(own, ephemerals, project.target.type)),
      ephemerals,
      inputs: [...reads.inputs.values()],
      reads: [...reads.stored.values()],
    }
  }

  function contextFor(around: Around, reads: Reads): RenderContext {
    return renderContext(project, invocation, {
      self: around.self,
      packageName: around.owner?.packageName,
      macros: around.macros,
      isIncremental: around.isIncremental ?? false,
      hasConfig: around.owner?.type === "model" || around.owner?.type === "test" || around.isInline === true,
      ref: (parts, call) =>
        referTo(resolver.ref(parts, call.place, undefined, askedVersion(call)), around, reads),
      source: (parts, call) => referTo(resolver.source(parts, call.place), around, reads),
      columnsOf: namesOfColumns,
    } satisfies RenderParts)
  }

  function namesOfColumns(relation: unknown, call: HelperCall): readonly string[] {
    const resource = relation instanceof Relation ? resourceOf.get(relation) : undefined
    if (resource === undefined)
      throw new LuxError("LUX-1401", `${call.name} takes a relation`, {
        place: call.place,
        hint: `Write {{${call.name} (ref "model")}} or {{${call.name} (source "source" "table")}}.`,
      })
    const names = columnsOf(resource)
    if (names !== undefined) return names
    throw new LuxError("LUX-1406", `the columns of "${resource.name}" are not known before it is built`, {
      place: call.place,
      hint:
        resource.type === "source"
          ? "Describe the columns of the source with their data_type."
          : "Name the columns here, or let the model select them by name.",
    })
  }

  function referTo(resource: Relational, around: Around, reads: Reads): Relation {
    const found = relationFor(resource, around, reads)
    const relation = reads.empty && !reads.ephemerals.has(resource.uniqueId) ? emptied(found, reads) : found
    resourceOf.set(relation, resource)
    reads.relations.set(relation.label.toLowerCase(), resource)
    return relation
  }

  function emptied(relation: Relation, reads: Reads): Relation {
    const known = reads.empties.get(relation.label) ?? new EmptyRelation(relation.schema, relation.name)
    reads.empties.set(relation.label, known)
    return known
  }

  function relationFor(resource: Relational, around: Around, reads: Reads): Relation {
    const override = around.overrides.get(resource.uniqueId)
    if (override === undefined && resource.type === "model" && isInlined(resource)) {
      reads.ephemerals.set(resource.uniqueId, resource)
      return new Relation(undefined, cteName(resource))
    }
    const deferral = override === undefined ? deferred?.get(resource.uniqueId) : undefined
    if (deferral === undefined) reads.stored.set(resource.uniqueId, resource)
    else if (deferral.database === undefined) return deferral.relation
    const relation =
      deferral === undefined
        ? (override ?? relationOf(resource))
        : new Relation(undefined, deferredName(resource))
    const input = deferral === undefined ? inputFor(resource, relation) : elsewhereInput(deferral, relation)
    if (input !== undefined) {
      if (around.owner?.type === "model" && keepsQuery(around.owner))
        throw unkeepable(around.owner, resource, input)
      reads.inputs.set(relation.label, input)
    }
    return relation
  }

  /** Each after those that it reads. */
  function ephemeralsOf(reads: Reads, overrides: Overrides): readonly Ephemeral[] {
    const done = new Map<string, Ephemeral>()
    const add = (model: Model): void => {
      if (done.has(model.uniqueId)) return
      const inner = newReads(reads.empty)
      const around = { self: undefined, owner: model, overrides }
      const sql = toExecutable(rendering(model.template, around, inner), project, columnTypes, "query")
      for (const [label, input] of inner.inputs) reads.inputs.set(label, input)
      for (const [id, resource] of inner.stored) reads.stored.set(id, resource)
      for (const nested of inner.ephemerals.values()) add(nested)
      const ephemeral = { model, name: cteName(model), sql }
      checkEphemeralNames(ephemeral, project.target.type)
      done.set(model.uniqueId, ephemeral)
    }
    for (const model of reads.ephemerals.values()) add(model)
    return [...done.values()]
  }

  function compileScript(
    template: Template,
    scope: Readonly<Record<string, unknown>>,
  ): readonly CompiledStatement[] {
    const reads = newReads()
    const rendered = render(template, contextFor({ overrides: new Map() }, reads), scope)
    return statementRanges(rendered.text, project.dialect).map(({ start, end, word }) => {
      const part = partOf(rendered, start, end)
      if (transactionWords.has(word))
        return { ...verbatim(part), ephemerals: [], inputs: [], reads: [], word }
      const read = [...reads.ephemerals].filter(([, model]) => part.text.includes(cteName(model)))
      const own = toExecutable(part, project, columnTypes, "statement")
      return { ...completed(own, { ...reads, ephemerals: new Map(read) }), word }
    })
  }

  function compileSnapshot(snapshot: Snapshot, { empty }: { empty?: boolean } = {}): CompiledSnapshot {
    const reads = newReads(empty)
    const read = resourceNamed(snapshot.relation)
    if (isStage(read))
      throw new LuxError("LUX-1407", `snapshot "${snapshot.name}" reads stage model "${read.name}"`, {
        place: snapshot.relation.place,
        hint: "A stage has batches, not the rows that hold now: snapshot the table that takes them in.",
      })
    const around = { owner: snapshot, overrides: new Map<string, Relation>() }
    const relation = referTo(read, around, reads)
    const sql = `select *\nfrom ${relation}`
    const { place } = snapshot.relation
    const rows = completed(
      { sql, authored: sql, macros: [], placeAt: () => place, callersAt: () => [] },
      reads,
    )
    const { validToCurrent } = snapshot.config
    if (validToCurrent === undefined) return { ...rows, validToCurrent }
    const { file, line } = snapshot.place
    const current = compile(templateNear(file, line, `select ${validToCurrent}`), around)
    return { ...rows, validToCurrent: `(${current.sql})`, macros: [...rows.macros, ...current.macros] }
  }

  function compileLoadedAt(source: SourceTable): CompiledSql | undefined {
    const { loadedAt, freshness } = source
    if (loadedAt === undefined) return undefined
    const reads = newReads()
    const around = { overrides: new Map<string, Relation>(), owner: source }
    const self = referTo(source, around, reads)
    const { file, line } = loadedAt.place
    const filter = freshness?.filter === undefined ? "" : `\nwhere ${freshness.filter}`
    const text =
      loadedAt.kind === "query"
        ? loadedAt.sql
        : `select max(${columnOrSql(loadedAt.sql)}) as max_loaded_at\nfrom {{self}}${filter}`
    const compiled = compile(templateNear(file, line, text), { ...around, self })
    return {
      ...compiled,
      inputs: distinctInputs([...compiled.inputs, ...reads.inputs.values()]),
      reads: distinctResources([...compiled.reads, ...reads.stored.values()]),
    }
  }

  function resourceNamed({ kind, parts, place, version }: RelationArgument): Relational {
    return kind === "ref" ? resolver.ref(parts, place, undefined, version) : resolver.source(parts, place)
  }
}
