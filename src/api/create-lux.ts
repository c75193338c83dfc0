import { randomUUID } from "node:crypto"
import { type Compiler, createCompiler } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import { buildGraph } from "../graph/build-graph.ts"
import { select } from "../graph/select.ts"
import type { Graph } from "../graph/types.ts"
import { loadProject } from "../project/load-project.ts"
import type { Project, Resource } from "../project/types.ts"
import { builtInTests } from "../quality/built-in-tests.ts"
import { clean } from "./clean.ts"
import { compileSelected } from "./compile-selected.ts"
import { debugProject } from "./debug-project.ts"
import type { ListedNode, Lux, LuxOptions, SelectionOptions } from "./types.ts"

/**
 * Opens a project for one or more commands. Nothing is read before the first call; what a call does not need (the
 * warehouse, its driver) is not loaded.
 */
export function createLux(options: LuxOptions): Lux {
  const warnings: LuxError[] = []
  let loaded: Promise<Project> | undefined
  const project = (): Promise<Project> => {
    loaded ??= loadProject({ ...options, builtInTests: builtInTests() }).then((found) => {
      warnings.push(...found.warnings)
      return found
    })
    return loaded
  }

  return {
    warnings,
    async parse() {
      const { found, graph } = await parsed()
      return { project: found.name, counts: countsOf(graph), warnings: found.warnings }
    },
    async list(selection) {
      const { graph } = await parsed()
      return selectedOf(graph, selection).map(listed)
    },
    async compile(selection) {
      const { found, graph, compiler } = await parsed()
      return compileSelected(found, compiler, selectedOf(graph, selection))
    },
    async compileInline(sql) {
      const { compiler } = await parsed()
      return { uniqueId: "inline", name: "inline_query", sql: compiler.inline(sql).sql, path: "" }
    },
    async execute(command, runOptions) {
      const { execute } = await import("../run/run.ts")
      const found = await project()
      return execute(found, command, {
        select: runOptions.select ?? [],
        exclude: runOptions.exclude ?? [],
        threads: runOptions.threads ?? found.target.threads,
        fullRefresh: runOptions.fullRefresh ?? false,
        failFast: runOptions.failFast ?? false,
        dryRun: runOptions.dryRun ?? false,
        lockTimeoutSeconds: runOptions.lockTimeoutSeconds ?? 10,
        signal: runOptions.signal,
        onEvent: runOptions.onEvent ?? (() => undefined),
      })
    },
    async show(showOptions) {
      const { show } = await import("../run/show.ts")
      return show(await project(), showOptions)
    },
    debug: () => debugProject(project),
    async clean() {
      return clean(await project())
    },
  }

  async function parsed(): Promise<{ found: Project; graph: Graph; compiler: Compiler }> {
    const found = await project()
    const compiler = createCompiler(found, { id: randomUUID(), startedAt: new Date().toISOString() })
    return { found, compiler, graph: buildGraph(found, compiler.findByRendering) }
  }

  function selectedOf(graph: Graph, selection: SelectionOptions): readonly Resource[] {
    const { ids, warnings: found } = select(graph, {
      select: selection.select ?? [],
      exclude: selection.exclude ?? [],
    })
    warnings.push(...found)
    return ids.flatMap((id) => graph.nodes.get(id)?.resource ?? [])
  }
}

function countsOf(graph: Graph): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { resource } of graph.nodes.values()) counts[resource.type] = (counts[resource.type] ?? 0) + 1
  return counts
}

function listed(resource: Resource): ListedNode {
  const { uniqueId, name, path } = resource
  const selector =
    resource.type === "source"
      ? `source:${resource.packageName}.${resource.sourceName}.${name}`
      : resource.type === "exposure"
        ? `exposure:${resource.fqn.join(".")}`
        : resource.fqn.join(".")
  return { uniqueId, resourceType: resource.type, name, path, selector }
}
