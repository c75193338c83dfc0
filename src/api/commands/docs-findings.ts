import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import type { Compiler } from "../../compile/compiler.ts"
import type { DocsFindings, Results } from "../../compiled/generator.ts"
import { LuxError } from "../../errors.ts"
import { isTest } from "../../project/resource-guards.ts"
import type { Project } from "../../project/types.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import { readDocsHistory } from "../../quality/docs-history.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { readProjectCatalog } from "../../run/commands/project-catalog.ts"
import { type KnownColumns, readDashboards } from "../../run/commands/read-dashboards.ts"
import { readSamples } from "../../run/commands/read-samples.ts"
import { askHistory } from "../../run/history/ask-history.ts"
import { invocationMetadata } from "../../run/history/invocation-metadata.ts"
import { readState, stateFile } from "../../site/state.ts"
import type { GenerateDocsOptions } from "../options.ts"

type Found = Pick<Results, "catalog"> & { readonly docs: DocsFindings }

/** What documentation shows next to the project, and warnings about what could not be found out: the site says it too. */
export async function docsFindings(
  read: ReadProject,
  compiler: Compiler,
  columnsOf: KnownColumns["columnsOf"],
  options: GenerateDocsOptions,
): Promise<Found & { readonly warnings: readonly LuxError[] }> {
  const { project } = read
  const { lockTimeoutSeconds = 10, signal } = options
  const look = { lockTimeoutSeconds, signal }
  const before = options.compare === undefined ? undefined : stateIn(options.compare, project)
  const warnings: LuxError[] = []
  const missing: string[] = []
  /** Undefined where it cannot be found out, which is a warning. */
  const attempt = async <T>(what: string, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof LuxError) || signal?.aborted === true) throw error
      const { message, hint } = error
      missing.push(`${what}: ${message}.${hint === undefined ? "" : ` ${hint}`}`)
      // A history begins with the first build: nothing is wrong before it.
      if (error.code !== "LUX-2430")
        warnings.push(new LuxError("LUX-3100", `the documentation has ${what}: ${message}`, { hint }))
      return undefined
    }
  }
  const catalog = await attempt("no row counts and no types of the warehouse", () =>
    readProjectCatalog(project, compiler, look),
  )
  const history =
    catalog === undefined
      ? undefined
      : await attempt("no results of runs and checks", () =>
          askHistory(project, look, (db: Parameters<typeof readDocsHistory>[0]) =>
            readDocsHistory(db, pointsOf(project)),
          ),
        )
  const samples =
    catalog === undefined
      ? undefined
      : await attempt("no sample rows", () => readSamples(project, compiler, catalog.catalog, look))
  const shown = (of: KnownColumns["catalog"]) =>
    readDashboards(read, compiler, { catalog: of, columnsOf }, look)
  const { dashboards, warnings: notShown } =
    (catalog && (await attempt("no rows of dashboards", () => shown(catalog.catalog)))) ??
    (await shown(undefined))
  warnings.push(...notShown)
  return {
    ...(catalog === undefined ? {} : { catalog }),
    docs: {
      commit: invocationMetadata(project).git_commit ?? undefined,
      missing,
      history,
      samples: samples ?? new Map(),
      dashboards,
      ages: agesIn(project),
      before,
      singleFile: options.singleFile ?? false,
    },
    warnings,
  }
}

/** Of many checks fewer results are shown, so that a site of thousands does not become one of gigabytes. */
function pointsOf({ resources }: Project): number {
  return Math.max(5, Math.min(60, Math.floor(100_000 / Math.max(1, resources.filter(isTest).length))))
}

/** The text of the state in the folder of a site, or of its target folder. Throws LUX-3101 and LUX-3102. */
function stateIn(folder: string, project: Project): string {
  const files = [join(folder, stateFile), join(folder, "site", stateFile)]
  const file = files.find((each) => existsSync(each))
  if (file === undefined)
    throw new LuxError("LUX-3101", `there is no documentation site in ${folder}`, {
      hint: `Name a folder that lux docs generate wrote: it has ${stateFile}.`,
    })
  const text = readFileSync(file, "utf8")
  const state = readState(text)
  if (state === undefined)
    throw new LuxError("LUX-3102", `${file} cannot be read as the state of a site`, {
      hint: "Generate that site again, with this version of lux.",
    })
  if (state.project !== project.name)
    throw new LuxError("LUX-3102", `${file} is of project "${state.project}", not of "${project.name}"`, {
      hint: "Compare with an earlier site of the same project.",
    })
  return text
}

/** What the last `lux source freshness` left; nothing where there was none. */
function agesIn({ targetPath }: Project): DocsFindings["ages"] {
  const file = join(targetPath, "sources.json")
  const document: unknown = existsSync(file) ? parsed(readFileSync(file, "utf8")) : undefined
  const results = isMap(document) && Array.isArray(document["results"]) ? document["results"] : []
  return new Map(
    results.filter(isMap).flatMap((result) => {
      const { unique_id: id, status, max_loaded_at: newest } = result
      return typeof id === "string" && typeof status === "string"
        ? [
            [
              id,
              {
                status,
                newest: typeof newest === "string" ? newest.slice(0, 16).replace("T", " ") : "unknown",
              },
            ],
          ]
        : []
    }),
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
