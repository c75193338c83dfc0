import { LuxError } from "../errors.ts"
import { configValues } from "../graph/config-values.ts"
import { mayHaveVersions, mayRestrictAccess } from "../project/resource-guards.ts"
import { versionOf } from "../project/resources/names.ts"
import type { Built, DataTest, Project } from "../project/types.ts"
import { callWithValues } from "../template/call-with-values.ts"
import type { Macro, RenderContext } from "../template/types.ts"
import { renderContext } from "./render-context.ts"

type NameMacro = "generate_schema_name" | "generate_alias_name"

/**
 * The macro that names the schemas or the relations of a resource: the project's own, or else that of the package which
 * the resource is of.
 */
export function nameMacro(name: NameMacro, resource: Built | DataTest, project: Project): Macro | undefined {
  const own = project.macros.get(name)
  if (own !== undefined && own.scope === undefined) return own
  const inPackage = project.packages.find((each) => each.name === resource.packageName)?.macros.get(name)
  return inPackage?.scope?.packageName === resource.packageName ? inPackage : undefined
}

/**
 * What the macro makes of the name that is configured (null where none is) and of the node. Throws LUX-1127 for what is
 * no name, and what the macro throws.
 */
export function nameFrom(
  macro: Macro,
  custom: string | null,
  node: Readonly<Record<string, unknown>>,
  context: RenderContext,
): string {
  const value = callWithValues(macro, [custom, node], context)
  const name = typeof value === "string" ? value.trim() : ""
  if (name !== "") return name
  throw new LuxError("LUX-1127", `macro "${macro.name}" gives no name for ${String(node["unique_id"])}`, {
    place: macro.place,
    hint: "It gives the name as text. Its first argument is null where nothing is configured: give a name for that too.",
  })
}

/** What the macros see of the project where nothing is compiled. */
export function namingContext(project: Project): RenderContext {
  const nothing = { ref: () => "", source: () => "", columnsOf: () => [] }
  return renderContext(project, { id: "", startedAt: "" }, nothing)
}

/** A node as dbt's macros know it. `schema`: what it is so far; `name`: a test's, where other tests have the same name. */
export function nodeValues(
  resource: Built | DataTest,
  schema: string,
  name = resource.name,
): Readonly<Record<string, unknown>> {
  const { type, uniqueId, packageName, path, fqn, tags, meta, group, description } = resource
  const version = versionOf(resource)
  const values = configValues(resource)
  const alias = values["alias"] ?? null
  return {
    unique_id: uniqueId,
    resource_type: type,
    name,
    package_name: packageName,
    path: pathInFolder(path, fqn, version === undefined ? 1 : 2),
    original_file_path: path,
    fqn,
    alias: alias ?? name,
    schema,
    tags,
    meta,
    group: group ?? null,
    access: (mayRestrictAccess(resource) ? resource.access : undefined) ?? null,
    version: version ?? null,
    latest_version: (mayHaveVersions(resource) ? resource.latestVersion : undefined) ?? null,
    description,
    config: { ...values, schema: values["schema"] ?? null, alias, group: group ?? null },
  }
}

/** The path below the folder of resources. */
function pathInFolder(path: string, fqn: readonly string[], names: number): string {
  const folders = Math.max(fqn.length - 1 - names, 0)
  return path
    .split("/")
    .slice(-(folders + 1))
    .join("/")
}
