import type { CompiledDocsBlock, CompiledProject } from "../compiled/compiled-project.ts"
import type { Plain } from "../compiled/plain.ts"
import { referenceText } from "../project/resources/references.ts"
import type { Column, Constraint, NodeDocs, Owner } from "../project/types.ts"
import type { Document } from "./document.ts"

/** Columns by name, as they are described. */
export function columnsDocument(columns: readonly Plain<Column>[], compiled: CompiledProject): Document {
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      {
        name: column.name,
        description: column.description,
        meta: column.meta,
        data_type: column.dataType ?? null,
        constraints: column.constraints.map(constraintDocument),
        quote: column.quote ? true : null,
        config: { meta: column.meta, tags: column.tags },
        tags: column.tags,
        granularity: null,
        doc_blocks: docsBlockIds(column.docsBlocks, compiled),
      },
    ]),
  )
}

export function docsBlockId({ packageName, name }: Pick<CompiledDocsBlock, "packageName" | "name">): string {
  return `doc.${packageName}.${name}`
}

/** The unique ids of docs blocks, by the names that descriptions call them. */
export function docsBlockIds(
  names: readonly string[] | undefined,
  compiled: CompiledProject,
): readonly string[] {
  if (names === undefined) return []
  let byName = blocks.get(compiled)
  if (byName === undefined) {
    byName = new Map(compiled.docs.map((block) => [block.name, docsBlockId(block)]))
    blocks.set(compiled, byName)
  }
  return names.flatMap((name) => byName.get(name) ?? [])
}

const blocks = new WeakMap<CompiledProject, ReadonlyMap<string, string>>()

/** A constraint of a whole table. */
export function tableConstraintDocument(constraint: Plain<Constraint>): Document {
  return { ...constraintDocument(constraint), columns: constraint.columns }
}

export function docsDocument({ show, nodeColor }: NodeDocs): Document {
  return { show, node_color: nodeColor ?? null }
}

export function ownerDocument({ name, email, further }: Owner): Document {
  return { ...further, name: name ?? null, email: email ?? null }
}

function constraintDocument(constraint: Plain<Constraint>): Document {
  return {
    type: constraint.type,
    name: constraint.name ?? null,
    expression: constraint.expression ?? null,
    warn_unenforced: constraint.warnUnenforced,
    warn_unsupported: constraint.warnUnsupported,
    to: constraint.to === undefined ? null : referenceText(constraint.to),
    to_columns: constraint.toColumns,
  }
}
