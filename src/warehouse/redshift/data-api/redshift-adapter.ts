import { DialectAdapterBase } from "kysely"

export class RedshiftAdapter extends DialectAdapterBase {
  override get supportsTransactionalDdl(): boolean {
    return true
  }

  /** Redshift's insert, update and delete return no rows. */
  override get supportsReturning(): boolean {
    return false
  }

  // Redshift has no advisory locks; migrations are run by one process at a time.
  override async acquireMigrationLock(): Promise<void> {}

  override async releaseMigrationLock(): Promise<void> {}
}
