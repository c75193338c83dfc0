import type { Kysely } from "kysely"
import type { Project } from "../../project/types.ts"
import type { HistoryTables } from "../../quality/history-tables.ts"
import type { Session } from "../../warehouse/warehouse.ts"

/** The quality history of a project, on a session. */
export function historyDb<Tables = HistoryTables>(
  session: Session,
  { qualitySchema }: Pick<Project, "qualitySchema">,
): Kysely<Tables> {
  return session.kysely<Tables>().withSchema(qualitySchema)
}
