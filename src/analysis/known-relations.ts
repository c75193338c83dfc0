import { seedColumns as readSeedColumns } from "../materialize/seed-rows.ts"
import type { Column, Model, Relational, Seed, SourceTable } from "../project/types.ts"
import type { AnalysedModel } from "../record/analysed-model.ts"
import type { KnownColumn, KnownRelation } from "../sql/analysis.ts"

/**
 * What is known of a resource's columns: of a model what its SQL gives, where a declared type goes before an inferred
 * one; of a seed its header; of a source its declaration, which counts as whole when every column has a type. A snapshot
 * keeps columns that its relation once had, so that only the warehouse knows them.
 */
export function knownRelation(
  resource: Relational,
  analysedOf: (model: Model) => AnalysedModel | undefined,
): KnownRelation {
  switch (resource.type) {
    case "model":
      return modelRelation(resource, analysedOf(resource))
    case "seed":
      return { id: resource.uniqueId, columns: seedColumns(resource), complete: true }
    case "snapshot":
      return { id: resource.uniqueId, columns: undefined, complete: false }
    case "source":
      return sourceRelation(resource)
  }
}

function modelRelation(model: Model, analysed: AnalysedModel | undefined): KnownRelation {
  const declared = typesOf(model.columns)
  const columns = analysed?.columns?.map(({ name, type }) => ({ name, type: declared.get(name) ?? type }))
  return { id: model.uniqueId, columns, complete: columns !== undefined }
}

function seedColumns(seed: Seed): readonly KnownColumn[] | undefined {
  try {
    return readSeedColumns(seed).map(({ name, type }) => ({ name: name.toLowerCase(), type }))
  } catch {
    // A seed that cannot be read is told when it is loaded.
    return undefined
  }
}

function sourceRelation(source: SourceTable): KnownRelation {
  const { uniqueId: id, columns, external } = source
  if (columns.length === 0) return { id, columns: undefined, complete: false }
  const known = columns.map(({ name, dataType }) => ({ name: name.toLowerCase(), type: dataType }))
  const technical =
    external === undefined
      ? []
      : [
          { name: "_file", type: "varchar" },
          ...(external.collectedAt === undefined ? [] : [{ name: "_collected_at", type: "timestamp" }]),
        ]
  const complete = external !== undefined || columns.every(({ dataType }) => dataType !== undefined)
  return { id, columns: [...known, ...technical], complete }
}

function typesOf(columns: readonly Column[]): ReadonlyMap<string, string> {
  return new Map(
    columns.flatMap(({ name, dataType }) =>
      dataType === undefined ? [] : [[name.toLowerCase(), dataType] as const],
    ),
  )
}
