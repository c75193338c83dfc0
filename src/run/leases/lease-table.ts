import { luxSchema } from "../../project/target/lux-schema.ts"
import type { Target } from "../../project/types.ts"
import { Relation } from "../../sql/relation.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** Who builds what, or built it last. */
export function leaseTable(target: Pick<Target, "schemaPrefix">): Relation {
  return new Relation(luxSchema(target), "lease")
}

/** What makes the table of leases where it is missing; its schema is there. Times are by the warehouse's clock. */
export function leaseStatements(session: Session, target: Pick<Target, "schemaPrefix">): readonly string[] {
  const table = session
    .kysely()
    .withSchema(luxSchema(target))
    .schema.createTable("lease")
    .ifNotExists()
    // `schema.name`, or `stage NAME`
    .addColumn("relation", "text", (column) => column.notNull())
    .addColumn("node", "text", (column) => column.notNull())
    .addColumn("run", "text", (column) => column.notNull())
    // Greater than that of every lease before it.
    .addColumn("seq", "bigint", (column) => column.notNull())
    .addColumn("acquired_at", "timestamp", (column) => column.notNull())
    // Until when others leave it alone; the run puts it off while it goes on.
    .addColumn("expires_at", "timestamp", (column) => column.notNull())
    // Null while it is held.
    .addColumn("released_at", "timestamp")
  return [table.compile().sql]
}
