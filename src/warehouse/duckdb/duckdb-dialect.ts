import type { DatabaseIntrospector, Dialect, DialectAdapter, Driver, Kysely, QueryCompiler } from "kysely"
import { DuckDbAdapter } from "./duckdb-adapter.ts"
import type { DuckDbConnectionLike } from "./duckdb-driver.ts"
import { DuckDbDriver } from "./duckdb-driver.ts"
import { DuckDbIntrospector } from "./duckdb-introspector.ts"
import { DuckDbQueryCompiler } from "./duckdb-query-compiler.ts"

export interface DuckDbDialectConfig {
  /** Gives the connection that all statements run on; it is not closed by the dialect. */
  readonly connection: () => Promise<DuckDbConnectionLike>
}

/**
 * Kysely on DuckDB's Node client.
 *
 * @example
 * const instance = await DuckDBInstance.create("lux.duckdb")
 * const db = new Kysely<Tables>({ dialect: new DuckDbDialect({ connection: () => instance.connect() }) })
 */
export class DuckDbDialect implements Dialect {
  readonly #config: DuckDbDialectConfig

  constructor(config: DuckDbDialectConfig) {
    this.#config = config
  }

  createDriver(): Driver {
    return new DuckDbDriver(this.#config)
  }

  createQueryCompiler(): QueryCompiler {
    return new DuckDbQueryCompiler()
  }

  createAdapter(): DialectAdapter {
    return new DuckDbAdapter()
  }

  createIntrospector(db: Kysely<unknown>): DatabaseIntrospector {
    return new DuckDbIntrospector(db)
  }
}
