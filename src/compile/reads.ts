import { LuxError } from "../errors.ts"
import { isStage } from "../project/materialized.ts"
import { isOfFiles } from "../project/resource-guards.ts"
import { versionedName } from "../project/resources/versions.ts"
import type { Model, ModelVersion, Relational } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import { versionOf } from "../template/scan.ts"
import type { HelperCall } from "../template/types.ts"
import type { CompiledInput, Deferral } from "./compiled.ts"
import type { EmptyRelation } from "./empty-relation.ts"

/** What a template turned out to read while it was rendered. */
export interface Reads {
  readonly relations: Map<string, Relational>
  readonly inputs: Map<string, CompiledInput>
  /** By unique id: what has to be in the target, so neither an ephemeral model nor what is read from another state. */
  readonly stored: Map<string, Relational>
  readonly ephemerals: Map<string, Model>
  /** True: what is read is read without its rows, as one of `empties`, by label. */
  readonly empty: boolean
  readonly empties: Map<string, EmptyRelation>
}

/** The version that a ref asks for. Throws LUX-1106 where it is neither a number nor a text. */
export function askedVersion(call: HelperCall): ModelVersion | undefined {
  const asked = call.named["v"] ?? call.named["version"]
  const version = versionOf(asked)
  if (asked === undefined || version !== undefined) return version
  throw new LuxError("LUX-1106", `${call.name} takes a version as a number or a text`, { place: call.place })
}

export function newReads(empty = false): Reads {
  return {
    relations: new Map(),
    inputs: new Map(),
    stored: new Map(),
    ephemerals: new Map(),
    empty,
    empties: new Map(),
  }
}

export function distinctInputs(inputs: readonly CompiledInput[]): readonly CompiledInput[] {
  return [...new Map(inputs.map((input) => [input.relation.label, input])).values()]
}

export function distinctResources(resources: readonly Relational[]): readonly Relational[] {
  return [...new Map(resources.map((resource) => [resource.uniqueId, resource])).values()]
}

export function cteName(model: Model): string {
  return `lux_cte__${versionedName(model)}`
}

export function deferredName(resource: Relational): string {
  return `${versionedName(resource)}__deferred`
}

export function elsewhereInput({ relation, database = "" }: Deferral, view: Relation): CompiledInput {
  return { kind: "elsewhere", query: `select * from ${identifier(database)}.${relation}`, relation: view }
}

export function unkeepable(view: Model, read: Relational, { kind }: CompiledInput): LuxError {
  return kind === "elsewhere"
    ? new LuxError("LUX-1404", `view "${view.name}" reads "${read.name}" in another database file`, {
        place: view.place,
        hint: `A view cannot keep a reference to a file that is there for this run: build "${read.name}" too, or materialize the view as a table.`,
      })
    : new LuxError("LUX-1404", `view "${view.name}" reads files ("${read.name}")`, {
        place: view.place,
        hint: "A view cannot keep a reference to files that change: materialize it as a table or incremental.",
      })
}

export function inputFor(resource: Relational, relation: Relation): CompiledInput | undefined {
  if (isStage(resource)) return { kind: "batches", stage: resource, relation }
  if (isOfFiles(resource)) return { kind: "files", source: resource, relation }
  return undefined
}

export function filtered(model: Relation, where: string | undefined): unknown {
  return where === undefined ? model : `(select * from ${model} where ${where}) as lux_filtered`
}

export function columnSql(attached: Relational, column: string): string {
  const declared = attached.columns.find((candidate) => candidate.name === column)
  return declared?.quote === true ? `"${column.replaceAll('"', '""')}"` : columnOrSql(column)
}

/** A plain name as a column, whatever it is called; anything else is SQL already. */
export function columnOrSql(text: string): string {
  return /^[\w$]+$/.test(text) ? identifier(text.toLowerCase()) : text
}
