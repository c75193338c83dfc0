import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely"
import { createDataApi } from "./data-api.ts"
import type { DataApiConfig } from "./data-api-config.ts"
import { RedshiftAdapter } from "./redshift-adapter.ts"
import { RedshiftDriver } from "./redshift-driver.ts"
import { RedshiftIntrospector } from "./redshift-introspector.ts"
import { RedshiftQueryCompiler } from "./redshift-query-compiler.ts"

/**
 * Kysely on Amazon Redshift through its Data API: no driver, no open port, no password in a file.
 *
 * @example
 * const db = new Kysely<Tables>({
 *   dialect: new RedshiftDataApiDialect({ workgroupName: "analytics", database: "prod", region: "eu-west-1" }),
 * })
 */
export class RedshiftDataApiDialect implements Dialect {
  readonly #config: DataApiConfig

  constructor(config: DataApiConfig) {
    this.#config = config
  }

  createDriver(): Driver {
    const { maxSessions = 10 } = this.#config
    return new RedshiftDriver({ open: () => createDataApi(this.#config), maxSessions })
  }

  createQueryCompiler(): QueryCompiler {
    return new RedshiftQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new RedshiftAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new RedshiftIntrospector(db)
  }
}
