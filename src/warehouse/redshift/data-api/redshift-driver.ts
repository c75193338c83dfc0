import type { Driver, TransactionSettings } from "kysely"
import type { DataApi } from "./data-api.ts"
import { RedshiftConnection } from "./redshift-connection.ts"

/** What a driver needs of the service, and how many sessions it may hold. */
export interface RedshiftDriverConfig {
  readonly open: () => DataApi
  readonly maxSessions: number
}

/** Hands out sessions of the service: each runs one statement at a time, and is used again. */
export class RedshiftDriver implements Driver {
  readonly #config: RedshiftDriverConfig
  readonly #idle: RedshiftConnection[] = []
  readonly #waiting: ((connection: RedshiftConnection) => void)[] = []
  #api: DataApi | undefined
  #made = 0

  constructor(config: RedshiftDriverConfig) {
    this.#config = config
  }

  async init(): Promise<void> {
    this.#api = this.#config.open()
  }

  async acquireConnection(): Promise<RedshiftConnection> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return idle
    if (this.#made >= this.#config.maxSessions) return new Promise((resolve) => this.#waiting.push(resolve))
    if (this.#api === undefined) throw new Error("the driver is not initialised")
    this.#made++
    return new RedshiftConnection(this.#api)
  }

  async releaseConnection(connection: RedshiftConnection): Promise<void> {
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(connection)
    else next(connection)
  }

  async beginTransaction(connection: RedshiftConnection, settings: TransactionSettings): Promise<void> {
    await connection.begin(settings.isolationLevel)
  }

  async commitTransaction(connection: RedshiftConnection): Promise<void> {
    await connection.end("commit")
  }

  async rollbackTransaction(connection: RedshiftConnection): Promise<void> {
    await connection.end("rollback")
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((connection) => connection.close()))
    this.#api?.close()
  }
}
