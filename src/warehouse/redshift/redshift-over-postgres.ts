import { type ColumnDefinitionNode, PostgresQueryCompiler } from "kysely"
import type { PostgresConnection } from "../../project/target/target-types.ts"
import type { RedshiftTarget } from "../../project/types.ts"
import type { OpenOptions } from "../implementation.ts"
import { openOverPostgres } from "../postgres/over-postgres.ts"
import type { Warehouse } from "../warehouse.ts"
import { RedshiftAdapter } from "./data-api/redshift-adapter.ts"
import { RedshiftIntrospector } from "./data-api/redshift-introspector.ts"
import { roomyText } from "./data-api/roomy-text.ts"
import { redshiftStatements } from "./redshift-statements.ts"

/** Redshift over the Postgres protocol, for anyone who reaches a cluster that way. */
export function openRedshiftOverPostgres(
  target: Omit<RedshiftTarget, "connection"> & { readonly connection: PostgresConnection },
  options: OpenOptions & { readonly place: string; readonly optional: string | undefined },
): Warehouse {
  return openOverPostgres(target, {
    ...options,
    type: "redshift",
    statements: redshiftStatements,
    kysely: {
      createQueryCompiler: () => new Compiler(),
      createAdapter: () => new RedshiftAdapter(),
      createIntrospector: (db) => new RedshiftIntrospector(db),
    },
  })
}

class Compiler extends PostgresQueryCompiler {
  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    super.visitColumnDefinition(roomyText(node))
  }
}
