import { setTimeout as sleep } from "node:timers/promises"
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data"
import { quietAwsSdk } from "../../aws-sdk.ts"
import { ClusterReturn } from "./cluster-return.ts"
import type { DataApiConfig } from "./data-api-config.ts"
import { withExactLongs } from "./exact-longs.ts"
import { isUnreachable, serviceError, serviceFault, unreachable } from "./service-errors.ts"
import { backOff } from "./wait-steps.ts"

/** Beyond what the SDK itself repeats: over a minute in all. */
const mostAttempts = 10

/** The SDK's client, renewed where its credentials have expired. */
export class ServiceClient {
  readonly #config: DataApiConfig
  readonly #cluster: ClusterReturn
  #client: RedshiftDataClient
  /** Whether the service is known to be there. */
  #answered = false

  constructor(config: DataApiConfig) {
    this.#config = config
    this.#cluster = new ClusterReturn(config)
    this.#client = clientOf(config)
  }

  /** One call, as it comes out. */
  once<T>(call: (client: RedshiftDataClient) => Promise<T>): Promise<T> {
    return call(this.#client)
  }

  /**
   * Backs off where the service has too much to do, takes new credentials where the old have expired, and waits for a cluster
   * that is not available. Throws LUX-2680..2682 where that does not come back, LUX-2602..2604 for all else that the service refuses, and at once where nothing listens at an address that never answered.
   */
  async repeatedly<T>(call: (client: RedshiftDataClient) => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        const answer = await call(this.#client)
        this.#answered = true
        this.#cluster.back()
        return answer
      } catch (error) {
        if (error instanceof Error && error.name === "AbortError") throw error
        if (isUnreachable(error) && !this.#answered) throw unreachable(error)
        this.#answered = true
        if (await this.#cluster.waited(error)) continue
        const kind = serviceFault(error)
        if (kind === undefined || attempt >= mostAttempts) throw serviceError(error)
        if (kind === "expired") this.#client = clientOf(this.#config)
        await sleep(backOff(attempt))
      }
    }
  }

  close(): void {
    this.#client.destroy()
  }
}

function clientOf({ client, region, endpoint }: DataApiConfig): RedshiftDataClient {
  if (client !== undefined) return withExactLongs(client())
  quietAwsSdk()
  return withExactLongs(
    new RedshiftDataClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
      maxAttempts: 5,
    }),
  )
}
