import { givenVars } from "../project/config/vars.ts"
import type { Project } from "../project/types.ts"
import type { Defer } from "../run/session/defer.ts"
import { isSecret } from "../secrets.ts"
import { yamlText } from "../template/exact-number.ts"
import { stateName } from "./read/open-state.ts"
import type { LuxOptions, RunCommand, RunOptions } from "./types.ts"

/** What a run was asked for, by dbt's names: kept in `run_results.json`, where `retry` finds it. */
export function runArgs(
  command: RunCommand | "clone",
  options: RunOptions & { readonly deferTo?: Defer | undefined },
  { vars, targetPath }: Pick<LuxOptions, "vars" | "targetPath">,
  { target, root, secretNames }: Pick<Project, "target" | "root" | "secretNames">,
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
    built_before: [...(options.deferTo?.own ?? [])],
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
