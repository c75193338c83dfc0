import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { GeneratedFile, Generator } from "../compiled/generator.ts"
import { LuxError } from "../errors.ts"
import { mayHaveMetrics } from "../project/resource-guards.ts"
import type { LookerSettings } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import { dashboardFiles } from "./dashboards.ts"
import { exploresOf } from "./explores.ts"
import { generatedMark } from "./generated-mark.ts"
import { viewMetaOf } from "./looker-meta.ts"
import { block, type LookmlEntry, lookmlText, sql, text, word } from "./lookml.ts"
import { type ViewedModel, viewOf } from "./view.ts"

/** Folders with nothing but generated files. */
export const generatedFolders: readonly string[] = ["views", "dashboards"]

export interface LookerOptions extends LookerSettings {
  /** Unique ids of what becomes views. */
  readonly selected: ReadonlySet<string>
  /** The schema of the quality history: a build ends what Looker keeps. */
  readonly qualitySchema: string
}

/** Makes LookML of the selected models: a view and an explore for each, and the model file. */
export function looker(options: LookerOptions): Generator {
  return {
    generate(compiled) {
      const views = viewedModels(compiled, options)
      const dashboards = dashboardFiles(compiled, views, options.model)
      return [
        ...dashboards,
        ...views.map((view) => lookmlFile(`views/${view.name}.view.lkml`, [viewOf(view, compiled)])),
        lookmlFile(
          `${options.model}.model.lkml`,
          modelEntries(views, compiled, { ...options, hasDashboards: dashboards.length > 0 }),
        ),
      ]
    },
  }
}

/** The models that become views, ordered by the names of those. */
function viewedModels(
  { nodes }: CompiledProject,
  { selected, prefix }: Pick<LookerOptions, "selected" | "prefix">,
): readonly ViewedModel[] {
  const views = Object.values(nodes)
    .filter(({ resource }) => selected.has(resource.uniqueId))
    .flatMap((node) => viewed(node, prefix))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  for (const [index, view] of views.entries()) {
    const other = views[index + 1]
    if (other?.name === view.name)
      throw new LuxError("LUX-3140", `two models become view "${view.name}"`, {
        place: other.model.place,
        hint: "Views are called as tables are: leave one out with meta: {looker: false}.",
        related: [{ message: "the other one", place: view.model.place }],
      })
  }
  return views
}

function viewed(node: CompiledNode, prefix: string): readonly ViewedModel[] {
  const { resource, relation } = node
  if (!mayHaveMetrics(resource) || relation?.exists !== true) return []
  const meta = viewMetaOf(resource.meta, resource.place)
  return meta === undefined ? [] : [{ model: resource, node, meta, name: `${prefix}${relation.name}` }]
}

function modelEntries(
  views: readonly ViewedModel[],
  compiled: CompiledProject,
  { model, connection, qualitySchema, hasDashboards }: LookerOptions & { readonly hasDashboards: boolean },
): readonly LookmlEntry[] {
  const datagroup = `${model}_build`
  const history = `${identifier(qualitySchema)}.invocation`
  return [
    ...text("connection", connection),
    ...text("include", "/views/*.view.lkml"),
    // Looker refuses a pattern that no file matches.
    ...(hasDashboards ? text("include", "/dashboards/*.dashboard.lookml") : []),
    ...text("include", "/refinements/*.lkml"),
    block("datagroup", datagroup, [
      ...sql("sql_trigger", `select max(finished_at) from ${history} where command in ('build', 'run')`),
      ...text("max_cache_age", "24 hours"),
    ]),
    ...word("persist_with", datagroup),
    ...exploresOf(views, compiled),
  ]
}

function lookmlFile(path: string, entries: readonly LookmlEntry[]): GeneratedFile {
  return { path, pieces: [Buffer.from(`${generatedMark}\n\n${lookmlText(entries)}`)] }
}
