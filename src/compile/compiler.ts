import { LuxError } from "../errors.ts"
import { resolverOf } from "../graph/resolver.ts"
import { isRelational } from "../project/built.ts"
import { templateNear } from "../project/rendered-values.ts"
import type {
  DataTest,
  Model,
  ModelVersion,
  Project,
  RelationArgument,
  Relational,
  Resource,
  Snapshot,
  SourceTable,
  TestArgument,
} from "../project/types.ts"
import { versionedName } from "../project/versions.ts"
import { identifier } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import { injectCtes, statementRanges } from "../sql/statements.ts"
import { parseTemplate } from "../template/parse.ts"
import { render, renderValue } from "../template/render.ts"
import { isVersion } from "../template/scan.ts"
import type {
  HelperCall,
  MacroTable,
  RelationCall,
  RenderContext,
  Rendered,
  Template,
} from "../template/types.ts"
import { checkDatabaseName } from "./database-name.ts"
import { declaredColumnTypes } from "./declared-column-types.ts"
import { EmptyRelation, withOneName } from "./empty-relation.ts"
import { createFragments } from "./fragments.ts"
import { checkDistinctRelations, createRelations, type RelationOf } from "./relations.ts"
import { type Invocation, type RenderParts, renderContext } from "./render-context.ts"
import { partOf, transactionWords, verbatim } from "./script.ts"
import { type ExecutableSql, toExecutable } from "./to-executable.ts"

/** Files that a statement reads and that its session must show under a temporary name first. */
export type CompiledInput =
  | { readonly kind: "batches"; readonly stage: Model; readonly relation: Relation }
  | { readonly kind: "files"; readonly source: SourceTable; readonly relation: Relation }
  | { readonly kind: "elsewhere"; readonly query: string; readonly relation: Relation }

/** Where another state of the project has a node: what a ref of it means in the place of the target's own relation. */
export interface Deferral {
  readonly relation: Relation
  /** Name of the attached database that it is in; undefined: the target's own. */
  readonly database: string | undefined
}

/** SQL that the target's engine takes, and what it needs around it. */
export interface CompiledSql extends ExecutableSql {
  readonly inputs: readonly CompiledInput[]
}

/** One of the statements of a script. */
export interface CompiledStatement extends CompiledSql {
  /** What it begins with, in lower case: `select`. */
  readonly word: string
}

/** The rows that a snapshot is taken of. */
export interface CompiledSnapshot extends CompiledSql {
  /** What ends a version that still holds, as an expression; undefined: null. */
  readonly validToCurrent: string | undefined
}

/** What a test of the catalogue makes its question of, in the engine's SQL. */
export interface TestUse {
  /** What it is declared on; with `where` not yet applied. */
  readonly relation: string
  /** Empty where it is declared on no column. */
  readonly column: string
  /** As declared for the column. */
  readonly dataType: string | undefined
  readonly where: string | undefined
  readonly groupBy: readonly string[]
  /** Relations as SQL, templates rendered. */
  readonly arguments: Readonly<Record<string, unknown>>
  /** An expression of the project's dialect. Throws as `toExecutable`, at the test's place. */
  translate(expression: string): string
  /** Names of the helper functions that what was translated so far needs. */
  macros(): readonly string[]
  readonly inputs: readonly CompiledInput[]
}

/** Another relation in a resource's place: its candidate while it is audited. */
export type Overrides = ReadonlyMap<string, Relation>

/** A model's SQL as it was authored, rendered but not translated, and what its relations are. */
export interface AuthoredSql {
  readonly rendered: Rendered
  /** By label, lower case; an ephemeral model by the name of its CTE. */
  readonly reads: ReadonlyMap<string, Relational>
}

export interface Compiler {
  readonly relationOf: RelationOf
  /** What `ref('x')` or `source('a', 'b')` in YAML names. */
  relation(argument: RelationArgument): Relation
  authored(model: Model, options: { readonly isIncremental: boolean }): AuthoredSql
  /** `empty`: what it reads is read without its rows. An ephemeral model with an override is read as that relation. */
  model(
    model: Model,
    options: { readonly isIncremental: boolean; readonly empty?: boolean; readonly overrides?: Overrides },
  ): CompiledSql
  /** All rows that a snapshot keeps versions of. Throws LUX-1407 for what it cannot be taken of. */
  snapshot(snapshot: Snapshot, options?: { readonly empty?: boolean }): CompiledSnapshot
  /** When a source's rows were loaded last, as one value; undefined where it does not say what tells that. */
  loadedAt(source: SourceTable): CompiledSql | undefined
  /** The query whose rows are the failures, of a test whose template says so. */
  test(test: DataTest, overrides?: Overrides): CompiledSql
  /** What a test of the catalogue is given. Throws LUX-1405 where it is declared on nothing that can be tested. */
  testUse(test: DataTest, overrides?: Overrides): TestUse
  /** SQL of a hook; `self` is the relation of the node that it belongs to. */
  hook(sql: Template, self: Relation | undefined): CompiledSql
  inline(sql: string): CompiledSql
  /** The statements of a script, each by itself; `scope` has the names that it may use besides. */
  script(template: Template, scope: Readonly<Record<string, unknown>>): readonly CompiledStatement[]
  /** A template that is no SQL: a query comment. */
  text(template: Template, scope: Readonly<Record<string, unknown>>): string
  /** The refs and sources of a template that must be rendered to know them. */
  findByRendering(template: Template, owner: Resource): readonly RelationCall[]
}

/** Names of a resource's columns, in order; undefined where they are not known. */
export type ColumnsOf = (resource: Relational) => readonly string[] | undefined

export interface KnownToCompiler {
  /** By unique id, worked out by an earlier command for the same resources. */
  readonly relations?: ReadonlyMap<string, Relation>
  readonly columnsOf?: ColumnsOf
  /** By unique id; asked while something is compiled. */
  readonly deferred?: ReadonlyMap<string, Deferral> | undefined
}

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
  const columnTypes = declaredColumnTypes(project, relationOf)
  let byId: ReadonlyMap<string, Resource> | undefined
  checkDistinctRelations(project.resources, relationOf, known)
  checkDatabaseName(project, relationOf)

  return {
    relationOf,
    relation: (argument) => relationOf(resourceNamed(argument)),
    authored(model, { isIncremental }) {
      const reads = newReads()
      const around = { self: relationOf(model), isIncremental, owner: model, overrides: new Map() }
      const rendered = render(model.template, contextFor(around, reads))
      const self = [relationOf(model).label.toLowerCase(), model] as const
      return { rendered, reads: new Map([...reads.relations, ...(isIncremental ? [self] : [])]) }
    },
    model: (model, options) =>
      compile(model.template, { overrides: new Map(), ...options, self: relationOf(model), owner: model }),
    snapshot: compileSnapshot,
    loadedAt: compileLoadedAt,
    test: compileTest,
    testUse,
    hook: (sql, self) => compile(sql, { self, overrides: new Map() }),
    script: compileScript,
    text: (template, scope) => render(template, blank(), scope).text,
    inline: (sql) => compile(parseTemplate({ path: "--inline", text: sql }), { overrides: new Map() }),
    findByRendering,
  }

  interface Around {
    readonly self?: Relation | undefined
    readonly isIncremental?: boolean
    /** What is read is read without its rows. */
    readonly empty?: boolean | undefined
    readonly owner?: Resource
    readonly overrides: Overrides
    readonly scope?: Readonly<Record<string, unknown>>
    readonly macros?: MacroTable | undefined
  }

  function compile(template: Template, around: Around): CompiledSql {
    const reads = newReads(around.empty)
    const rendered = rendering(template, around, reads)
    if (around.owner !== undefined && rendered.text.trim() === "")
      throw new LuxError("LUX-1302", `${around.owner.type} "${around.owner.name}" has no SQL`, {
        place: around.owner.place,
        hint: "Write a select statement into the file, or delete it.",
      })
    return completed(toExecutable(rendered, project, columnTypes), reads, around.overrides)
  }

  function rendering(template: Template, around: Around, reads: Reads): Rendered {
    const rendered = render(template, contextFor(around, reads), around.scope)
    return withOneName(rendered, reads.empties.values(), project.dialect)
  }

  /** The SQL with the ephemeral models that it reads in it, and with all that it needs. */
  function completed(own: ExecutableSql, reads: Reads, overrides: Overrides = new Map()): CompiledSql {
    const ctes = ephemeralCtes(reads, overrides)
    const named = ctes.map(({ name, sql }) => ({ name, sql: sql.sql }))
    return {
      ...own,
      sql: ctes.length === 0 ? own.sql : injectCtes(own.sql, named, project.target.type),
      macros: [...new Set([...own.macros, ...ctes.flatMap(({ sql }) => sql.macros)])],
      inputs: [...reads.inputs.values()],
    }
  }

  function contextFor(around: Around, reads: Reads): RenderContext {
    return renderContext(project, invocation, {
      self: around.self,
      packageName: around.owner?.packageName,
      macros: around.macros,
      isIncremental: around.isIncremental ?? false,
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
    if (override === undefined && resource.type === "model" && resource.config.materialized === "ephemeral") {
      reads.ephemerals.set(resource.uniqueId, resource)
      return new Relation(undefined, cteName(resource))
    }
    const deferral = override === undefined ? deferred?.get(resource.uniqueId) : undefined
    if (deferral !== undefined && deferral.database === undefined) return deferral.relation
    const relation =
      deferral === undefined
        ? (override ?? relationOf(resource))
        : new Relation(undefined, deferredName(resource))
    const input = deferral === undefined ? inputFor(resource, relation) : elsewhereInput(deferral, relation)
    if (input !== undefined) {
      if (around.owner?.type === "model" && around.owner.config.materialized === "view")
        throw unkeepable(around.owner, resource, input)
      reads.inputs.set(relation.label, input)
    }
    return relation
  }

  /** Ephemeral models as CTEs, each after those that it reads. */
  function ephemeralCtes(
    reads: Reads,
    overrides: Overrides,
  ): readonly { name: string; sql: ExecutableSql }[] {
    const done = new Map<string, { name: string; sql: ExecutableSql }>()
    const add = (model: Model): void => {
      if (done.has(model.uniqueId)) return
      const inner = newReads(reads.empty)
      const around = { self: undefined, owner: model, overrides }
      const sql = toExecutable(rendering(model.template, around, inner), project, columnTypes)
      for (const [label, input] of inner.inputs) reads.inputs.set(label, input)
      for (const nested of inner.ephemerals.values()) add(nested)
      done.set(model.uniqueId, { name: cteName(model), sql })
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
      if (transactionWords.has(word)) return { ...verbatim(part), inputs: [], word }
      const read = [...reads.ephemerals].filter(([, model]) => part.text.includes(cteName(model)))
      const own = toExecutable(part, project, columnTypes)
      return { ...completed(own, { ...reads, ephemerals: new Map(read) }), word }
    })
  }

  function compileSnapshot(snapshot: Snapshot, { empty }: { empty?: boolean } = {}): CompiledSnapshot {
    const reads = newReads(empty)
    const read = resourceNamed(snapshot.relation)
    if (read.type === "model" && read.config.materialized === "stage")
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
    return { ...compiled, inputs: distinctInputs([...compiled.inputs, ...reads.inputs.values()]) }
  }

  function compileTest(test: DataTest, overrides: Overrides = new Map()): CompiledSql {
    const { definition } = test
    if (definition.kind === "singular") return compile(definition.template, { overrides, owner: test })
    const generic = project.genericTests.get(definition.test)
    byId ??= new Map(project.resources.map((resource) => [resource.uniqueId, resource]))
    const attached = byId.get(definition.attachedTo)
    if (generic === undefined || attached === undefined || !isRelational(attached))
      throw new LuxError("LUX-1405", `test "${test.name}" is declared on nothing that can be tested`, {
        place: test.place,
      })
    const reads = newReads()
    const around = { overrides, owner: test }
    const model = referTo(attached, around, reads)
    const scope: Record<string, unknown> = { model: filtered(model, test.config.where) }
    if (definition.column !== undefined) scope["column_name"] = columnSql(attached, definition.column)
    for (const [name, argument] of Object.entries(definition.arguments))
      scope[name] = argumentValue(argument, around, reads)
    for (const parameter of generic.parameters)
      if (!(parameter.name in scope) && parameter.default !== undefined)
        scope[parameter.name] = parameter.default
    const compiled = compile(generic.body, { ...around, scope, macros: generic.scope?.macros })
    const whole = completed(compiled, reads)
    return { ...whole, inputs: distinctInputs([...compiled.inputs, ...whole.inputs]) }
  }

  function testUse(test: DataTest, overrides: Overrides = new Map()): TestUse {
    const { definition, config } = test
    byId ??= new Map(project.resources.map((resource) => [resource.uniqueId, resource]))
    const attached = definition.kind === "generic" ? byId.get(definition.attachedTo) : undefined
    if (definition.kind !== "generic" || attached === undefined || !isRelational(attached))
      throw new LuxError("LUX-1405", `test "${test.name}" is declared on nothing that can be tested`, {
        place: test.place,
      })
    const reads = newReads()
    const around = { overrides, owner: test }
    const fragments = createFragments(project, columnTypes, test.place)
    const ofEphemerals: string[] = []
    const readable = (named: Relation): string => {
      const { sql, macros } = readableSql(named, reads, overrides)
      ofEphemerals.push(...macros)
      return sql
    }
    const given = Object.fromEntries(
      Object.entries(definition.arguments).map(([name, argument]) => {
        const value = argumentValue(argument, around, reads)
        return [name, value instanceof Relation ? readable(value) : value]
      }),
    )
    const relation = readable(referTo(attached, around, reads))
    const { column } = definition
    const declared = attached.columns.find(({ name }) => name === column)
    return {
      relation,
      column: column === undefined ? "" : columnSql(attached, column),
      dataType: declared?.dataType,
      where: config.where === undefined ? undefined : fragments.translate(config.where),
      groupBy: config.groupBy.map(fragments.translate),
      arguments: given,
      translate: fragments.translate,
      macros: () => [...new Set([...fragments.macros(), ...ofEphemerals])],
      inputs: [...reads.inputs.values()],
    }
  }

  /** An ephemeral model is read as the query that it is. */
  function readableSql(
    relation: Relation,
    reads: Reads,
    overrides: Overrides,
  ): Pick<ExecutableSql, "sql" | "macros"> {
    const resource = resourceOf.get(relation)
    if (resource === undefined || !reads.ephemerals.has(resource.uniqueId))
      return { sql: String(relation), macros: [] }
    const sql = `select *\nfrom ${relation}`
    const own = { sql, authored: sql, macros: [], placeAt: () => resource.place, callersAt: () => [] }
    const whole = completed(own, reads, overrides)
    return { sql: `(\n${whole.sql}\n) as ${relation}`, macros: whole.macros }
  }

  function argumentValue(argument: TestArgument, around: Around, reads: Reads): unknown {
    if (argument.kind === "value") return argument.value
    if (argument.kind === "template") return renderValue(argument.template, contextFor(around, reads))
    return referTo(resourceNamed(argument.relation), around, reads)
  }

  function resourceNamed({ kind, parts, place, version }: RelationArgument): Relational {
    return kind === "ref" ? resolver.ref(parts, place, undefined, version) : resolver.source(parts, place)
  }

  function findByRendering(template: Template, owner: Resource): readonly RelationCall[] {
    const found = new Map<string, RelationCall>()
    const note = (kind: "ref" | "source", parts: readonly string[], call: HelperCall): Relation => {
      const { place } = call
      const version = kind === "ref" ? askedVersion(call) : undefined
      const asked = version === undefined ? {} : { version }
      found.set(`${kind} ${[...parts, version ?? ""].join(" ")}`, { kind, parts, place, ...asked })
      return relationOf(
        kind === "ref" ? resolver.ref(parts, place, undefined, version) : resolver.source(parts, place),
      )
    }
    for (const isIncremental of [false, true])
      render(
        template,
        renderContext(project, invocation, {
          self: new Relation(undefined, "self"),
          packageName: owner.packageName,
          isIncremental,
          ref: (parts, call) => note("ref", parts, call),
          source: (parts, call) => note("source", parts, call),
          columnsOf: () => [],
        }),
      )
    return [...found.values()]
  }
}

interface Reads {
  readonly relations: Map<string, Relational>
  readonly inputs: Map<string, CompiledInput>
  readonly ephemerals: Map<string, Model>
  /** True: what is read is read without its rows, as one of `empties`, by label. */
  readonly empty: boolean
  readonly empties: Map<string, EmptyRelation>
}

/** The version that a ref asks for. Throws LUX-1106 where it is neither a number nor a text. */
function askedVersion(call: HelperCall): ModelVersion | undefined {
  const asked = call.named["v"] ?? call.named["version"]
  if (asked === undefined || isVersion(asked)) return asked
  throw new LuxError("LUX-1106", `${call.name} takes a version as a number or a text`, { place: call.place })
}

function newReads(empty = false): Reads {
  return { relations: new Map(), inputs: new Map(), ephemerals: new Map(), empty, empties: new Map() }
}

function distinctInputs(inputs: readonly CompiledInput[]): readonly CompiledInput[] {
  return [...new Map(inputs.map((input) => [input.relation.label, input])).values()]
}

function cteName(model: Model): string {
  return `lux_cte__${versionedName(model)}`
}

function deferredName(resource: Relational): string {
  return `${resource.type === "model" ? versionedName(resource) : resource.name}__deferred`
}

function elsewhereInput({ relation, database = "" }: Deferral, view: Relation): CompiledInput {
  return { kind: "elsewhere", query: `select * from ${identifier(database)}.${relation}`, relation: view }
}

function unkeepable(view: Model, read: Relational, { kind }: CompiledInput): LuxError {
  return kind === "elsewhere"
    ? new LuxError("LUX-1404", `view "${view.name}" reads "${read.name}" in another database file`, {
        place: view.place,
        hint: `A view cannot keep a reference to a file that is there for this run: build "${read.name}" too, or materialize the view as a table.`,
      })
    : new LuxError("LUX-1404", `view "${view.name}" reads files ("${read.name}")`, {
        place: view.place,
        hint: "A view cannot keep a reference to files that change: materialize it as a table or incremental.",
      })
}

function inputFor(resource: Relational, relation: Relation): CompiledInput | undefined {
  if (resource.type === "model" && resource.config.materialized === "stage")
    return { kind: "batches", stage: resource, relation }
  if (resource.type === "source" && resource.external !== undefined)
    return { kind: "files", source: resource, relation }
  return undefined
}

function filtered(model: Relation, where: string | undefined): unknown {
  return where === undefined ? model : `(select * from ${model} where ${where}) as lux_filtered`
}

function columnSql(attached: Relational, column: string): string {
  const declared = attached.columns.find((candidate) => candidate.name === column)
  return declared?.quote === true ? `"${column.replaceAll('"', '""')}"` : columnOrSql(column)
}

/** A plain name as a column, whatever it is called; anything else is SQL already. */
function columnOrSql(text: string): string {
  return /^[\w$]+$/.test(text) ? identifier(text.toLowerCase()) : text
}
