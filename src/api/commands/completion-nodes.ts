import { existsSync, readFileSync } from "node:fs"
import { join, posix } from "node:path"
import { load } from "js-yaml"
import { selectorsFileName } from "../../graph/selection.ts"
import type { Graph } from "../../graph/types.ts"
import { projectFileName } from "../../project/files/find-root.ts"
import { walk } from "../../project/files/project-inputs.ts"
import { isRelational, isSelectedBySource } from "../../project/resource-guards.ts"
import { type ResourceKind, resourceKinds } from "../../project/resource-kinds.ts"
import { referenceName } from "../../project/resources/names.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import type { ProjectNames } from "../types.ts"

/** The names of a project that a command line may hold, each kind sorted. */
export function completionNodes(graph: Graph): Omit<ProjectNames, "targets" | "selectors"> {
  const resources = [...graph.nodes.values()].map(({ resource }) => resource)
  const nodes = new Map<string, ResourceKind>()
  for (const resource of resources)
    if (isRelational(resource) || resourceKinds[resource.type].selectedBy === "name")
      nodes.set(referenceName(resource), resource.type)
  const selectedBy = (method: string): readonly string[] =>
    resources.flatMap(({ type, name }) => (resourceKinds[type].selectedBy === method ? [name] : []))
  const folders = resources.flatMap(({ path }) => foldersOf(path))
  return {
    nodes: [...nodes].map(([name, type]) => ({ name, type })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    tags: distinct(resources.flatMap(({ tags }) => tags)),
    sources: distinct(
      resources.flatMap((resource) =>
        isSelectedBySource(resource) ? [resource.sourceName, `${resource.sourceName}.${resource.name}`] : [],
      ),
    ),
    exposures: distinct(selectedBy("exposure")),
    collectors: distinct(selectedBy("collector")),
    packages: distinct(resources.map(({ packageName }) => packageName)),
    groups: distinct(resources.flatMap(({ group }) => group ?? [])),
    folders: distinct(folders),
  }
}

/** The same of a project that cannot be read as it is: the files that name models and seeds. */
export function completionFiles(root: string): Omit<ProjectNames, "targets" | "selectors"> {
  const { files: found } = walk(root, { folders: ["models", "seeds"], endings: [".sql", ".csv"] })
  return {
    nodes: found.map(({ path }) => ({
      name: posix.basename(path).replace(/\.\w+$/, ""),
      type: path.endsWith(".csv") ? "seed" : "model",
    })),
    tags: [],
    sources: [],
    exposures: [],
    collectors: [],
    packages: [],
    groups: [],
    folders: distinct(found.flatMap(({ path }) => foldersOf(path))),
  }
}

/** The targets of `lux_project.yml` and the selections of `selectors.yml`, as they are written. */
export async function writtenNames(root: string): Promise<Pick<ProjectNames, "targets" | "selectors">> {
  const targets = read(projectFileName)["targets"]
  const selectors = read(selectorsFileName)["selectors"]
  return {
    targets: isMap(targets) ? Object.keys(targets) : [],
    selectors: (Array.isArray(selectors) ? selectors : []).flatMap((each) =>
      isMap(each) && typeof each["name"] === "string" ? [each["name"]] : [],
    ),
  }

  function read(name: string): Readonly<Record<string, unknown>> {
    const file = join(root, name)
    if (!existsSync(file)) return {}
    try {
      const value = load(readFileSync(file, "utf8"))
      return isMap(value) ? value : {}
    } catch {
      return {}
    }
  }
}

/** `models/marts/x.sql` is in `models` and `models/marts`. */
function foldersOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"))
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort()
}
