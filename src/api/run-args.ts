import { seedChecksum } from "../graph/state/seed-checksum.ts"
import { givenVars } from "../project/config/vars.ts"
import { isFileOfRows } from "../project/resource-guards.ts"
import type { Project } from "../project/types.ts"
import type { NodeResult } from "../run/results.ts"
import { isSecret } from "../secrets.ts"
import { yamlText } from "../template/exact-number.ts"
import { stateName } from "./read/open-state.ts"
import type { LuxOptions, RunCommand, RunOptions } from "./types.ts"

/** The runs that a run retries. */
export interface RunsBefore {
  /** Unique ids of what they built: it is there, and is not read from another state. */
  readonly built: ReadonlySet<string>
  /** Checksums of the seeds that they loaded, by unique id. */
  readonly seedsLoaded: Readonly<Record<string, string>>
}

/** What a run was asked for, by dbt's names: kept in `run_results.json`, where `retry` finds it. */
export function runArgs(
  command: RunCommand | "clone",
  options: RunOptions & { readonly before?: RunsBefore | undefined },
  { vars, targetPath }: Pick<LuxOptions, "vars" | "targetPath">,
  { target, root, secretNames, resources }: Pick<Project, "target" | "root" | "secretNames" | "resources">,
  nodes: readonly NodeResult[],
): Readonly<Record<string, unknown>> {
  const given = Object.entries(vars === undefined ? {} : givenVars(vars))
  const isKept = ([name, value]: readonly [string, unknown]): boolean => !isSecret(name, value, secretNames)
  const written = Object.fromEntries(given.filter(isKept))
  return {
    which: command,
    select: options.select ?? [],
    exclude: options.exclude ?? [],
    selector: options.selector ?? null,
    indirect_selection: options.indirectSelection ?? "eager",
    resource_types: options.resourceTypes ?? [],
    exclude_resource_types: options.excludeResourceTypes ?? [],
    full_refresh: options.fullRefresh ?? false,
    empty: options.empty ?? false,
    fail_fast: options.failFast ?? false,
    audit_first: options.auditFirst ?? true,
    state: options.state === undefined ? null : stateName(options.state, root),
    defer: options.defer ?? false,
    favor_state: options.favorState ?? false,
    built_before: [...(options.before?.built ?? [])],
    seeds_loaded: { ...options.before?.seedsLoaded, ...checksums(resources, nodes) },
    lock_timeout: options.lockTimeoutSeconds ?? null,
    threads: options.threads ?? target.threads,
    target: target.name,
    vars: written,
    // JSON cannot write every number as it was given, such as 0123.
    vars_yaml: yamlText(written),
    vars_not_kept: given.filter((each) => !isKept(each)).map(([name]) => name),
    target_path: targetPath ?? null,
    project_dir: root,
  }
}

/** Of the seeds that were loaded, by unique id. */
function checksums(
  resources: Project["resources"],
  nodes: readonly NodeResult[],
): Readonly<Record<string, string>> {
  const done = new Set(nodes.filter(({ status }) => status === "ok").map(({ uniqueId }) => uniqueId))
  const loaded = resources.filter(isFileOfRows).filter(({ uniqueId }) => done.has(uniqueId))
  return Object.fromEntries(loaded.map((seed) => [seed.uniqueId, seedChecksum(seed)]))
}
