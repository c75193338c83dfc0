/** A cluster that is paused, resumes or is resized takes no statement: it is resumed or waited for, within a limit. */
import { setTimeout as sleep } from "node:timers/promises"
import { quietAwsSdk } from "../../aws-sdk.ts"
import { WarehouseError } from "../../errors.ts"
import type { DataApiConfig } from "./data-api-config.ts"
import { pausing, saysUnavailable } from "./service-errors.ts"

/** Waits for a cluster, over all calls of one service: the limit holds for one time that it is away. */
export class ClusterReturn {
  readonly #config: DataApiConfig
  #awaySince: number | undefined
  /** Calls that meet the same pause wait for one answer. */
  #looking: Promise<void> | undefined

  constructor(config: DataApiConfig) {
    this.#config = config
  }

  /**
   * Returns when the call may be made again; false where the error is another one. Throws LUX-2680 where the limit is over,
   * LUX-2681 for a paused cluster that may not be resumed, LUX-2682 where resuming is refused.
   */
  async waited(error: unknown): Promise<boolean> {
    if (!saysUnavailable(error)) return false
    const limit = (this.#config.availableWithinSeconds ?? 900) * 1000
    this.#awaySince ??= Date.now()
    if (Date.now() - this.#awaySince >= limit) throw stillAway(limit, error)
    this.#looking ??= this.#look(error).finally(() => {
      this.#looking = undefined
    })
    await this.#looking
    return true
  }

  /** A call was answered: the next time that it is away is another one. */
  back(): void {
    this.#awaySince = undefined
  }

  async #look(error: Error): Promise<void> {
    const { clusterIdentifier, whenPaused = "fail", pollSeconds = 10 } = this.#config
    if (pausing.test(error.message)) {
      if (clusterIdentifier === undefined || whenPaused === "fail") throw paused(error)
      await this.#resume(clusterIdentifier)
    }
    await sleep(pollSeconds * 1000)
  }

  /** One that is still on its way to a pause cannot be resumed yet: it is looked at again. */
  async #resume(ClusterIdentifier: string): Promise<void> {
    const { RedshiftClient, ResumeClusterCommand } = await import("@aws-sdk/client-redshift")
    quietAwsSdk()
    const { region, endpoint } = this.#config
    const client = new RedshiftClient({
      ...(region === undefined ? {} : { region }),
      ...(endpoint === undefined ? {} : { endpoint }),
    })
    try {
      await client.send(new ResumeClusterCommand({ ClusterIdentifier }))
    } catch (refusal) {
      if (refusal instanceof Error && refusal.name.startsWith("InvalidClusterState")) return
      throw notResumed(ClusterIdentifier, refusal)
    } finally {
      client.destroy()
    }
  }
}

function stillAway(limit: number, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause)
  return new WarehouseError("LUX-2680", `Redshift is not available after ${limit / 1000} seconds: ${said}`, {
    sql: "",
    cause,
    transient: true,
    hint: "Look at the cluster's state; raise available_within of the target if it needs longer.",
  })
}

function paused(cause: Error): Error {
  return new WarehouseError("LUX-2681", `the cluster is paused: ${cause.message}`, {
    sql: "",
    cause,
    transient: true,
    hint: "Resume it, or write when_paused: resume in the target, so that a run does.",
  })
}

function notResumed(cluster: string, cause: unknown): Error {
  const said = cause instanceof Error ? cause.message : String(cause)
  return new WarehouseError("LUX-2682", `the cluster ${cluster} cannot be resumed: ${said}`, {
    sql: "",
    cause,
    hint: "The role needs redshift:ResumeCluster on the cluster.",
  })
}
