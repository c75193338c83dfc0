import { resolverOf } from "../graph/resolver.ts"
import { stageEngines } from "../project/stage-engines.ts"
import type { Model, Project } from "../project/types.ts"
import { isTranslated } from "../project/warehouses.ts"
import type { SqlTarget } from "../sql/types.ts"
import { parseTemplate } from "../template/parse.ts"
import { checkRelations } from "./check-relations.ts"
import { columnTypesOf } from "./column-types.ts"
import { compileLoadedAt } from "./compile-loaded-at.ts"
import { compileScript } from "./compile-script.ts"
import { compileSnapshot } from "./compile-snapshot.ts"
import type { AuthoredSql, Compiler, KnownToCompiler } from "./compiled.ts"
import { onEmbeddedEngine } from "./embedded-project.ts"
import { findByRendering } from "./find-by-rendering.ts"
import { createFragments, writtenAlone } from "./fragments.ts"
import { judgedRows } from "./judged-rows.ts"
import { newReads } from "./reads.ts"
import { ReferredRelations } from "./referred-relations.ts"
import { createRelations, type RelationOf } from "./relations.ts"
import { type Invocation, renderContext } from "./render-context.ts"
import { Rendering } from "./rendering.ts"
import { createTestCompiler } from "./test-compiler.ts"

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

/**
 * Resource + target -> executable SQL, without a warehouse; `to` is what an engine reads that is not the target's. Throws LUX-14xx, LUX-13xx and the template's errors.
 */
export function createCompiler(
  project: Project,
  invocation: Invocation,
  known: KnownToCompiler = {},
  to?: SqlTarget,
): Compiler {
  const { relations = new Map(), columnsOf = () => undefined, typesOf = () => undefined, deferred } = known
  const relationOf = createRelations(project, () => blankContext(project, invocation), relations)
  const columnTypes = columnTypesOf(project, relationOf, typesOf)
  checkRelations(project, relationOf, relations)
  const rendering = new Rendering(project, invocation, {
    relations: new ReferredRelations(relationOf, columnsOf, deferred),
    columnTypes,
    to,
  })
  const plain = { overrides: new Map() }

  return {
    relationOf,
    onEngine: (engine) =>
      engine === "embedded"
        ? createCompiler(asOnEmbeddedEngine(project), invocation, known)
        : createCompiler(project, invocation, known, stageEngines[engine].dialect),
    untranslated: () => createCompiler(project, invocation, known, project.dialect),
    relation: (argument) => relationOf(rendering.resourceNamed(argument)),
    authored: (model, { isIncremental }) => authoredSql(rendering, relationOf, model, isIncremental),
    model(model, options) {
      for (const each of model.config.incrementalPredicates)
        writtenAlone(each, project.target.type, () => model.place)
      return rendering.compile(model.template, {
        ...plain,
        ...options,
        self: relationOf(model),
        owner: model,
      })
    },
    snapshot: (snapshot, options) => compileSnapshot(rendering, snapshot, options),
    loadedAt: (source) => compileLoadedAt(rendering, source),
    ...createTestCompiler(rendering),
    hook: (sql, self, isIncremental = false) =>
      rendering.compile(sql, { ...plain, self, isIncremental, role: "statement" }),
    script: (template, scope) => compileScript(rendering, template, scope),
    query: (sql) => rendering.compile(sql, plain),
    inline: (sql) =>
      rendering.compile(inlineTemplate(sql), { ...plain, isInline: true, role: "shown query" }),
    authoredInline(sql) {
      const reads = newReads()
      const rendered = rendering.render(inlineTemplate(sql), { ...plain, isInline: true }, reads)
      return { rendered, reads: reads.relations }
    },
    condition(sql, placeOf) {
      const fragments = createFragments(rendering.dialects, columnTypes, placeOf)
      return { sql: fragments.translate(sql), macros: fragments.macros() }
    },
    judged(model, rows) {
      const { authored } = rendering.compile(model.template, {
        ...plain,
        isIncremental: false,
        self: relationOf(model),
        owner: model,
      })
      return judgedRows(model, authored, rows, rendering.dialects, columnTypes)
    },
    findByRendering: (part) =>
      findByRendering(part, { project, invocation, resolver: resolverOf(project), relationOf }),
  }
}

/** The names of relations are rendered where nothing is read. */
function blankContext(project: Project, invocation: Invocation) {
  return renderContext(project, invocation, { ref: () => "", source: () => "", columnsOf: () => [] })
}

/** In the project's dialect where the engine is translated to from it, and otherwise in the engine's own. */
function asOnEmbeddedEngine(project: Project): Project {
  const embedded = onEmbeddedEngine(project)
  const engine = embedded.target.type
  return { ...embedded, dialect: isTranslated(project.dialect, engine) ? project.dialect : engine }
}

function inlineTemplate(sql: string) {
  return parseTemplate({ path: "--inline", text: sql })
}

function authoredSql(
  rendering: Rendering,
  relationOf: RelationOf,
  model: Model,
  isIncremental: boolean,
): AuthoredSql {
  const reads = newReads()
  const self = relationOf(model)
  const rendered = rendering.render(
    model.template,
    { self, isIncremental, owner: model, overrides: new Map() },
    reads,
  )
  const own = isIncremental ? [[self.label.toLowerCase(), model] as const] : []
  return { rendered, reads: new Map([...reads.relations, ...own]) }
}
