import { availableParallelism } from "node:os"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import { type CompiledSql, type Compiler, createCompiler } from "../../compile/compiler.ts"
import { onEmbeddedEngine } from "../../compile/embedded-project.ts"
import type { Invocation } from "../../compile/render-context.ts"
import { type Resolver, resolverOf } from "../../graph/resolver.ts"
import type { Graph } from "../../graph/types.ts"
import type { Model, Project, Relational, UnitTest } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { createEmbeddedEngine } from "../lake/embedded-engine.ts"
import { createEnginePool, type EnginePool } from "./engine-pool.ts"
import { overriddenProject, overridesKey } from "./overridden-project.ts"
import { createShapes, type Shapes } from "./shapes.ts"

/** What all unit tests of a run share: databases in memory, and what was compiled and found out for others. */
export interface UnitTestEngine {
  readonly project: Project
  readonly graph: Graph
  readonly resolver: Resolver
  /** Lends a database to one test at a time; others wait. */
  readonly enginePool: EnginePool
  readonly shapes: Shapes
  /** The compiler of a test, with its overrides. `columnsOf` has the columns of what is there at the time. */
  compilerOf(test: UnitTest, columnsOf: (resource: Relational) => readonly string[] | undefined): TestCompiler
  cancel(): void
  close(): Promise<void>
}

export interface TestCompiler {
  readonly compiler: Compiler
  model(model: Model, options: Parameters<Compiler["model"]>[1]): CompiledSql
}

/** Each has one thread of its own; more only take memory. */
const mostAtOnce = 4

/** Opens nothing yet: the databases in memory are made when the first test runs. */
export function createUnitTestEngine(given: ReadProject, invocation: Invocation): UnitTestEngine {
  const read = { ...given, project: onEmbeddedEngine(given.project) }
  const { project, graph, relations } = read
  const { compiler: plain, knowledge } = knowingCompiler(read, invocation)
  const enginePool = createEnginePool(project.dialect, Math.min(mostAtOnce, availableParallelism()))
  const empty = createEmbeddedEngine(project.dialect)
  const compilers = new Map<string, Compiler>()
  const compiled = new Map<string, CompiledSql>()
  let present: (resource: Relational) => readonly string[] | undefined = () => undefined
  let asked = false
  /** What is there goes before what the SQL tells: a source may have more columns than are described. */
  const columnsOf = (resource: Relational): readonly string[] | undefined => {
    asked = true
    return present(resource) ?? knowledge.columnsOf(resource)
  }
  const compilerWith = (test: UnitTest, key: string): Compiler => {
    const found =
      compilers.get(key) ??
      createCompiler(key === "" ? project : overriddenProject(project, test), invocation, {
        relations,
        columnsOf,
        typesOf: knowledge.typesOf,
      })
    compilers.set(key, found)
    return found
  }
  return {
    project,
    graph,
    resolver: resolverOf(project),
    enginePool,
    shapes: createShapes(project, graph, { compiler: plain, knowledge }, empty),
    compilerOf(test, columns) {
      const key = overridesKey(test)
      const compiler = compilerWith(test, key)
      return {
        compiler,
        model(model, options) {
          const name = [key, model.uniqueId, options.isIncremental].join(" ")
          const before = options.overrides?.size === 0 ? compiled.get(name) : undefined
          if (before !== undefined) return before
          present = columns
          asked = false
          const now = compiler.model(model, options)
          // What depends on the columns that are there may be otherwise in the next test.
          if (!asked && options.overrides?.size === 0) compiled.set(name, now)
          return now
        },
      }
    },
    cancel() {
      enginePool.cancel()
      empty.cancel()
    },
    async close() {
      await Promise.all([enginePool.close(), empty.close()])
    },
  }
}
