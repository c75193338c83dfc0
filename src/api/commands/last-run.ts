import { readFile } from "node:fs/promises"
import { join } from "node:path"
import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { seedChecksum } from "../../graph/state/seed-checksum.ts"
import type { Graph } from "../../graph/types.ts"
import { isDataTest, isFileOfRows } from "../../project/resource-guards.ts"
import { runCommands } from "../../run/scope.ts"
import type { LuxOptions, RunCommand, RunOptions } from "../types.ts"

/** The last command that ran something, as its `run_results.json` tells of it. */
export interface RecordedRun {
  readonly command: RunCommand | "clone"
  readonly options: RunOptions
  /** Where and with which variables it ran. */
  readonly lux: Pick<LuxOptions, "target" | "vars">
  /** Variables of `--vars` that are secret by their names. */
  readonly varsNotKept: readonly string[]
  readonly results: readonly { readonly uniqueId: string; readonly status: string }[]
  /** Unique ids of what the runs that it retried had built. */
  readonly builtBefore: readonly string[]
  /** Checksums of the seeds that it and the runs that it retried loaded, by unique id. */
  readonly seedsLoaded: Readonly<Record<string, string>>
}

const runResultsSchema = z.object({
  metadata: z.object({ dbt_schema_version: z.string().endsWith("/run-results/v6.json") }),
  results: z.array(z.object({ unique_id: z.string(), status: z.string() })),
  args: z.object({
    which: z.enum([...runCommands, "clone"]),
    select: z.array(z.string()),
    exclude: z.array(z.string()),
    full_refresh: z.boolean(),
    empty: z.boolean().default(false),
    fail_fast: z.boolean(),
    audit_first: z.boolean().default(true),
    selector: z.string().nullish(),
    indirect_selection: z.enum(["eager", "cautious", "buildable", "empty"]).default("eager"),
    resource_types: z.array(z.string()).default([]),
    exclude_resource_types: z.array(z.string()).default([]),
    state: z.string().nullish(),
    defer: z.boolean().default(false),
    favor_state: z.boolean().default(false),
    built_before: z.array(z.string()).default([]),
    seeds_loaded: z.record(z.string(), z.string()).default({}),
    lock_timeout: z.int().nonnegative().nullish(),
    threads: z.int().positive(),
    target: z.string(),
    vars: z.record(z.string(), z.unknown()),
    vars_yaml: z.string().optional(),
    vars_not_kept: z.array(z.string()).default([]),
  }),
})

/** Throws LUX-2331 where the folder has no run results, LUX-2332 where they are not those of a run of lux. */
export async function readLastRun(folder: string): Promise<RecordedRun> {
  const file = join(folder, "run_results.json")
  const { results, args } = parsed(await textOf(file), file)
  const { which, target, vars, vars_yaml: written = JSON.stringify(vars) } = args
  return {
    command: which,
    options: runOptions(args),
    lux: { target, vars: Object.keys(vars).length === 0 ? undefined : written },
    varsNotKept: args.vars_not_kept,
    results: results.map(({ unique_id, status }) => ({ uniqueId: unique_id, status })),
    builtBefore: args.built_before,
    seedsLoaded: args.seeds_loaded,
  }
}

function runOptions(args: z.output<typeof runResultsSchema>["args"]): RunOptions {
  return {
    select: args.select,
    exclude: args.exclude,
    selector: args.selector ?? undefined,
    indirectSelection: args.indirect_selection === "eager" ? undefined : args.indirect_selection,
    resourceTypes: args.resource_types,
    excludeResourceTypes: args.exclude_resource_types,
    fullRefresh: args.full_refresh,
    empty: args.empty,
    failFast: args.fail_fast,
    auditFirst: args.audit_first,
    threads: args.threads,
    state: args.state ?? undefined,
    defer: args.defer,
    favorState: args.favor_state,
    ...(args.lock_timeout == null ? {} : { lockTimeoutSeconds: args.lock_timeout }),
  }
}

/**
 * Unique ids of what failed or was skipped. A seed that failed nodes read is loaded again if its file has changed, with
 * what the run made of it. A node that is built again is checked as a whole, so the checks that it passed belong to it.
 */
export function unfinishedOf(
  { results, builtBefore, seedsLoaded }: RecordedRun,
  graph: Graph,
): readonly string[] {
  const failed = results.filter(({ status }) => undone.has(status)).map(({ uniqueId }) => uniqueId)
  const read = ancestorsOf(failed, graph)
  const seeds = Object.entries(seedsLoaded).flatMap(([id, checksum]) => {
    const seed = graph.nodes.get(id)?.resource
    return read.has(id) && isFileOfRows(seed) && seedChecksum(seed) !== checksum ? [id] : []
  })
  const ids = [...new Set([...seeds, ...builtBefore, ...results.map(({ uniqueId }) => uniqueId)])]
  const isBehindSeed = (id: string): boolean => {
    const ancestors = ancestorsOf([id], graph)
    return seeds.some((seed) => ancestors.has(seed))
  }
  const again = new Set([...failed, ...seeds, ...(seeds.length === 0 ? [] : ids.filter(isBehindSeed))])
  return ids.filter((id) => again.has(id) || isCheckOf(id, again, graph))
}

/** All that they read, directly or through others, and themselves. */
function ancestorsOf(ids: readonly string[], graph: Graph): ReadonlySet<string> {
  const found = new Set(ids)
  for (const id of found) for (const read of graph.nodes.get(id)?.dependsOn ?? []) found.add(read)
  return found
}

const undone: ReadonlySet<string> = new Set(["error", "fail", "skipped", "runtime error", "partial success"])

function isCheckOf(id: string, nodes: ReadonlySet<string>, graph: Graph): boolean {
  const node = graph.nodes.get(id)
  return isDataTest(node?.resource) && node.dependsOn.some((upstream) => nodes.has(upstream))
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8")
  } catch (error) {
    throw new LuxError("LUX-2331", `there are no run results in ${file}`, {
      hint: "Nothing was run yet, or in another target folder: name the folder with --state.",
      cause: error,
    })
  }
}

function parsed(text: string, file: string): z.output<typeof runResultsSchema> {
  const json = jsonOf(text)
  const { data } = runResultsSchema.safeParse(json)
  if (data !== undefined) return data
  if (json === undefined)
    throw new LuxError("LUX-2332", `${file} is damaged: it is not JSON`, {
      hint: "`lux build`, `run`, `test`, `seed` or `snapshot`, whichever it was, writes it again.",
    })
  throw new LuxError("LUX-2332", `${file} does not tell of a run that can be retried`, {
    hint: "It is of another program or another version of lux. Run the command itself again.",
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
