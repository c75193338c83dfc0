import type { Plain } from "../compiled/plain.ts"
import { referenceText } from "../project/resources/references.ts"
import type { Column, Constraint, NodeDocs, Owner } from "../project/types.ts"
import type { Document } from "./document.ts"

/** Columns by name, as they are described. */
export function columnsDocument(columns: readonly Plain<Column>[]): Document {
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
        doc_blocks: [],
      },
    ]),
  )
}

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
