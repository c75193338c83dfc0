import { randomUUID } from "node:crypto"
import type { Compiler } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import { select } from "../graph/select.ts"
import type { Graph } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import type { ReadProject } from "../run/run.ts"
import { createProjectReader, type ProjectOutline } from "./read-project.ts"
import type { ListedNode, Lux, LuxOptions, SelectionOptions } from "./types.ts"

/**
 * Opens a project for one or more commands. Nothing is read before the first call; what a call does not need (the
 * warehouse, its driver) is not loaded.
 */
export function createLux(options: LuxOptions): Lux {
  const warnings: LuxError[] = []
  const reader = createProjectReader(options)
  let warned = false
  const warn = (found: readonly LuxError[]): void => {
    if (!warned) warnings.push(...found)
    warned = true
  }
  const outline = async (): Promise<ProjectOutline> => {
    const found = await reader.outline()
    warn(found.warnings)
    return found
  }
  const whole = async (): Promise<ReadProject> => {
    const found = await reader.whole()
    warn(found.project.warnings)
    return found
  }

  return {
    warnings,
    async parse() {
      const { name, graph, warnings: found } = await outline()
      return { project: name, counts: countsOf(graph), warnings: found }
    },
    async list(selection) {
      const { graph } = await outline()
      return selectedOf(graph, selection).map(listed)
    },
    async compile(selection) {
      const found = await whole()
      const { compileSelected } = await import("./compile-selected.ts")
      return compileSelected(found.project, await compilerFor(found), selectedOf(found.graph, selection))
    },
    async compileInline(sql) {
      const compiler = await compilerFor(await whole())
      return { uniqueId: "inline", name: "inline_query", sql: compiler.inline(sql).sql, path: "" }
    },
    async execute(command, runOptions) {
      const { execute } = await import("../run/run.ts")
      const found = await whole()
      return execute(found, command, {
        select: runOptions.select ?? [],
        exclude: runOptions.exclude ?? [],
        threads: runOptions.threads ?? found.project.target.threads,
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
      return show((await whole()).project, showOptions)
    },
    async debug() {
      const { debugProject } = await import("./debug-project.ts")
      return debugProject(async () => (await whole()).project)
    },
    async clean() {
      const { clean } = await import("./clean.ts")
      return clean((await whole()).project)
    },
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

async function compilerFor({ project, relations }: ReadProject): Promise<Compiler> {
  const { createCompiler } = await import("../compile/compiler.ts")
  return createCompiler(project, { id: randomUUID(), startedAt: new Date().toISOString() }, { relations })
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
