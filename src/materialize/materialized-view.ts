import { createHash } from "node:crypto"
import * as z from "zod"
import { LuxError } from "../errors.ts"
import { materializationOf } from "../project/materialized.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { MaterializedViewStatements, WarehouseStatements } from "../warehouse/statements.ts"
import type { CatalogEntry } from "../warehouse/warehouse.ts"
import { besideOf, dropLive, isReplacing, makeNextTo } from "./beside.ts"
import { lostColumns } from "./lost-columns.ts"
import type { AuditedPlan, Plan, Situation, Statement } from "./plan.ts"
import { aroundBound } from "./publishing.ts"

/**
 * A materialized view. What it would hold is audited under a scratch name, as a view of the same query; then it is refreshed
 * where it is made of this query already, and otherwise dropped and made in one transaction: Redshift renames none.
 */
export function planMaterializedView(
  model: Model,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  views: MaterializedViewStatements,
): Plan {
  const beside = besideOf(relation, "view", situation, statements)
  const { physical, onConfigurationChange } = model.config
  const changes = changesOf(model, sql, situation, views)
  const candidate = makeNextTo(
    relation,
    beside.candidate,
    "view",
    [{ sql: statements.createView(beside.candidate, sql), purpose: "create the candidate" }],
    situation,
    statements,
  )
  const audited = situation.audited ? [beside.dropCandidate] : []
  const plan = { ...beside, build: situation.audited ? candidate : [], mergesIntoLive: false }
  const [forget, keep] = definitionStatements(
    relation,
    definitionOf(sql, model, views),
    situation,
    statements,
  )
  const replaces = isReplacing(situation, statements)
  const rebuilt: AuditedPlan = {
    ...plan,
    // What reads the old one is compared with the columns of the new one, which a view has before it is made.
    build: situation.audited || replaces ? candidate : [],
    readsColumns: replaces,
    readers: situation.readers,
    disturbs: (columns) => ({ isReplaced: true, lost: lostColumns(columns) }),
    before: () => (situation.existing?.kind === "materialized view" ? [forget] : []),
    publish: ({ boundViews = [] }) => [
      ...aroundBound(
        [
          ...dropLive(situation, statements),
          { sql: views.create(relation, sql, physical), purpose: "publish" },
        ],
        boundViews,
        statements,
      ),
      ...(situation.audited || replaces ? [beside.dropCandidate] : []),
    ],
    after: () => [forget, keep],
  }
  if (changes === undefined) return rebuilt
  if (changes.length > 0 && onConfigurationChange === "fail") return refused(model, relation, sql, changes)
  const isAltered = changes.length === 1 && changes[0] === "auto_refresh" && views.autoRefresh !== undefined
  const applies = onConfigurationChange === "apply" && changes.length > 0
  if (applies && !isAltered) return rebuilt
  const alter: readonly Statement[] =
    applies && views.autoRefresh !== undefined
      ? [{ sql: views.autoRefresh(relation, physical.autoRefresh), purpose: "alter" }]
      : []
  return {
    ...plan,
    before: () => (applies ? [forget] : []),
    publish: () => [...alter, { sql: views.refresh(relation), purpose: "refresh" }, ...audited],
    after: () => (applies ? [keep] : []),
  }
}

/** LUX-2676 where a materialized view stays as it was made, against what its model says now. */
export function unappliedChanges(
  model: Model,
  sql: string,
  situation: Situation,
  { materializedViews }: WarehouseStatements,
): readonly LuxError[] {
  const { onConfigurationChange } = model.config
  if (materializedViews === undefined || materializationOf(model).relation !== "materialized view") return []
  const changes = changesOf(model, sql, situation, materializedViews) ?? []
  if (changes.length === 0 || onConfigurationChange !== "continue") return []
  return [
    new LuxError(
      "LUX-2676",
      `the materialized view of "${model.name}" is not what its model says: ${list(changes)} changed`,
      { place: model.place, hint: "on_configuration_change is continue; --full-refresh makes it again." },
    ),
  ]
}

/** Fails by itself when its turn comes, and not the run. */
function refused(model: Model, relation: Relation, query: string, changes: readonly string[]): Plan {
  return {
    kind: "asking",
    query,
    live: relation,
    mergesIntoLive: false,
    assumed: { existing: [], candidate: [] },
    decide: () => {
      throw new LuxError(
        "LUX-2675",
        `the materialized view of "${model.name}" is not what its model says: ${list(changes)} changed`,
        {
          place: model.place,
          hint: "on_configuration_change is fail: make it again with --full-refresh, or take the change back.",
        },
      )
    },
  }
}

const definitionSchema = z.object({ query: z.string(), attributes: z.string(), auto_refresh: z.boolean() })
type Definition = z.output<typeof definitionSchema>

/** The keys that changed since it was made; undefined where it is to be made in any case. */
function changesOf(
  model: Model,
  sql: string,
  { existing, fullRefresh }: Situation,
  views: MaterializedViewStatements,
): readonly string[] | undefined {
  if (existing?.kind !== "materialized view" || (model.config.fullRefresh ?? fullRefresh)) return undefined
  const was = readDefinition(existing)
  if (was === undefined) return ["what it was made of is not known, so it may have"]
  const is = definitionOf(sql, model, views)
  return [
    ...(was.query === is.query ? [] : ["the query"]),
    ...(was.attributes === is.attributes ? [] : ["how it is kept"]),
    ...(was.auto_refresh === is.auto_refresh ? [] : ["auto_refresh"]),
  ]
}

function readDefinition({ definition }: CatalogEntry): Definition | undefined {
  if (definition === undefined) return undefined
  try {
    return definitionSchema.safeParse(JSON.parse(definition)).data
  } catch {
    return undefined
  }
}

function definitionOf(sql: string, { config }: Model, views: MaterializedViewStatements): Definition {
  return {
    query: createHash("sha256").update(sql).digest("hex"),
    attributes: views.attributes(config.physical).join(" "),
    auto_refresh: views.autoRefresh !== undefined && config.physical.autoRefresh,
  }
}

/** Taken away before it is made again and written down after: what a run that is cut off leaves is not known. */
function definitionStatements(
  { label }: Relation,
  definition: Definition,
  { definitions }: Situation,
  { literal }: WarehouseStatements,
): readonly [Statement, Statement] {
  const name = literal(label)
  return [
    { sql: `delete from ${definitions} where relation = ${name}`, purpose: "forget what it was made of" },
    {
      sql: `insert into ${definitions} (relation, definition) values (${name}, ${literal(JSON.stringify(definition))})`,
      purpose: "write down what it is made of",
    },
  ]
}

function list(changes: readonly string[]): string {
  return changes.length < 2 ? changes.join("") : `${changes.slice(0, -1).join(", ")} and ${changes.at(-1)}`
}
