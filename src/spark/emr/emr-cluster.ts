import {
  AddJobFlowStepsCommand,
  CancelStepsCommand,
  type Cluster,
  DescribeClusterCommand,
  DescribeStepCommand,
  EMRClient,
  ListClustersCommand,
  RunJobFlowCommand,
  type Step,
  TerminateJobFlowsCommand,
} from "@aws-sdk/client-emr"
import { Interrupted } from "../../errors.ts"
import type { EmrSpark, TransientCluster } from "../../project/target/spark-settings.ts"
import { quietAwsSdk } from "../../warehouse/aws-sdk.ts"
import type { SparkOptions } from "../open-spark.ts"
import type { SparkResult } from "../script.ts"
import { clusterRequest } from "./cluster-request.ts"
import { lastLines } from "./driver-log.ts"
import type { OwnRun } from "./own-runs.ts"
import type { Service } from "./remote-runner.ts"
import {
  confArguments,
  invocationTag,
  notDone,
  projectTag,
  resultOf,
  saidBy,
  type Uploaded,
  untilNextLook,
  uploaded,
} from "./remote-work.ts"

/** Looks at a cluster that does not start, before it is given up: about twenty minutes. */
const looksToStart = 90
const gone: readonly string[] = ["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"]
const stepEnded: readonly string[] = ["COMPLETED", "FAILED", "CANCELLED", "INTERRUPTED"]

/** A cluster is gone, and what that says. */
class ClusterGone extends Error {}

/** Steps on a cluster that is there, or on one that is made for the command and ended with it. */
export function emr(settings: EmrSpark, options: SparkOptions): Service {
  const client = emrClient(settings)
  const { cluster } = settings
  const named = "id" in cluster ? cluster.id : undefined
  let made: Promise<string> | undefined
  let ownId: string | undefined
  let onDemand = false

  return {
    async submit(script, tell, cancelled) {
      const upload = await uploaded(script, settings, options)
      if (cancelled()) throw new Interrupted("interrupted")
      let stop = async (): Promise<void> => undefined
      const work = async (): Promise<SparkResult> => {
        for (;;)
          try {
            const clusterId = await clusterFor(tell)
            if (cancelled()) throw new Interrupted("interrupted")
            const step = await addStep(clusterId, upload)
            tell(`EMR step ${step} on cluster ${clusterId}: submitted`)
            stop = () => stopStep(clusterId, step)
            return await finished(clusterId, step, upload, tell, cancelled)
          } catch (error) {
            if (!(error instanceof ClusterGone)) throw error
            if (cancelled()) throw new Interrupted("interrupted")
            // Nodes on demand are not taken away: once more with those, where Spot may be why.
            if (named !== undefined || onDemand || !isSpot(cluster)) throw clusterLost(error)
            tell(`${error.message}; starting one of on-demand nodes`)
            await endOwn()
            onDemand = true
          }
      }
      return { result: work(), stop: () => stop() }
    },
    async close() {
      await endOwn(true)
      client.destroy()
    },
  }

  function clusterFor(tell: (message: string) => void): Promise<string> {
    if (named !== undefined) return Promise.resolve(named)
    made ??= start(tell)
    return made
  }

  async function start(tell: (message: string) => void): Promise<string> {
    if ("id" in cluster) return cluster.id
    try {
      const request = clusterRequest(settings, cluster, options, onDemand)
      const { JobFlowId = "" } = await client.send(new RunJobFlowCommand(request))
      ownId = JobFlowId
      tell(`EMR cluster ${JobFlowId}: starting ${cluster.release} with ${cluster.instances + 1} nodes`)
      return JobFlowId
    } catch (error) {
      made = undefined
      throw notDone(
        `EMR did not start a cluster: ${saidBy(error)}`,
        "Check service_role, instance_profile, subnets and instance_types of the target's key spark.",
        error,
      )
    }
  }

  async function addStep(clusterId: string, upload: Uploaded): Promise<string> {
    const { runLimit } = settings
    try {
      const { StepIds: [id = ""] = [] } = await client.send(
        new AddJobFlowStepsCommand({
          JobFlowId: clusterId,
          Steps: [
            {
              Name: `lux ${options.project.name} ${options.invocationId}`.slice(0, 256),
              ActionOnFailure: "CONTINUE",
              HadoopJarStep: {
                Jar: "command-runner.jar",
                // The driver is a process of the step: what ends the one ends the other.
                Args: [
                  ...[
                    "timeout",
                    "--kill-after=30",
                    `${runLimit}m`,
                    "spark-submit",
                    "--deploy-mode",
                    "client",
                  ],
                  ...confArguments(upload.conf),
                  upload.entryPoint,
                  ...upload.args,
                ],
              },
            },
          ],
        }),
      )
      return id
    } catch (error) {
      if (await isGone(clusterId)) throw new ClusterGone(`EMR cluster ${clusterId} ended before its step`)
      throw notDone(
        `EMR cluster ${clusterId} did not take the step: ${saidBy(error)}`,
        named === undefined
          ? undefined
          : "Is the cluster of cluster_id running, and may you add steps to it?",
        error,
      )
    }
  }

  async function finished(
    clusterId: string,
    stepId: string,
    upload: Uploaded,
    tell: (message: string) => void,
    cancelled: () => boolean,
  ): Promise<SparkResult> {
    let last = ""
    for (let looks = 0; ; looks++) {
      // The cluster behind the step: what ended the one is seen of the other then.
      const step = await describeStep(clusterId, stepId)
      const found = await describe(clusterId)
      const state = found.Status?.State ?? ""
      const stepState = step.Status?.State ?? ""
      const said = stepState === "PENDING" ? `cluster ${clusterId}: ${state}` : `step ${stepId}: ${stepState}`
      if (said !== last)
        tell(`EMR ${said.replace(/\S+$/, (word) => word.toLowerCase().replaceAll("_", " "))}`)
      last = said
      if (stepState === "COMPLETED" || stepState === "FAILED") {
        const result = await resultOf(upload, options)
        if (result !== undefined) return result
      }
      if (gone.includes(state) && stepState !== "COMPLETED") throw new ClusterGone(whyGone(clusterId, found))
      if (stepEnded.includes(stepState)) throw await stepFailed(clusterId, stepId, step)
      if (cancelled()) throw new Interrupted("interrupted")
      if (stepState === "PENDING" && looks >= looksToStart && !["RUNNING", "WAITING"].includes(state)) {
        await endOwn()
        throw notDone(
          `EMR cluster ${clusterId} did not start: it is ${state.toLowerCase()} still`,
          "Try other instance_types or subnets, or fewer instances.",
        )
      }
      await untilNextLook(looks, options)
    }
  }

  async function describe(id: string): Promise<Cluster> {
    return asked(
      `cluster ${id}`,
      async () => (await client.send(new DescribeClusterCommand({ ClusterId: id }))).Cluster,
    )
  }

  async function describeStep(ClusterId: string, StepId: string): Promise<Step> {
    return asked(
      `step ${StepId}`,
      async () => (await client.send(new DescribeStepCommand({ ClusterId, StepId }))).Step,
    )
  }

  async function asked<T extends object>(what: string, call: () => Promise<T | undefined>): Promise<T> {
    try {
      const found = await call()
      if (found !== undefined) return found
      throw new Error("an answer without it")
    } catch (error) {
      throw notDone(
        `EMR does not tell how ${what} is: ${saidBy(error)}`,
        "It may run on: lux spark ps shows it, lux spark stop ends it.",
        error,
      )
    }
  }

  async function isGone(id: string): Promise<boolean> {
    try {
      return gone.includes((await describe(id)).Status?.State ?? "")
    } catch {
      return false
    }
  }

  async function stepFailed(clusterId: string, stepId: string, { Status: status }: Step) {
    const folder = `${settings.logs.replace(/\/+$/, "")}/${clusterId}/steps/${stepId}`
    if (status?.State === "CANCELLED")
      return notDone(`EMR step ${stepId} was cancelled`, "Somebody cancelled it. Run the command again.")
    const { Message = "", Reason = "" } = status?.FailureDetails ?? {}
    const log = await lastLines(`${folder}/stderr.gz`, options.stores)
    const said = log ?? (Message || Reason || status?.StateChangeReason?.Message || "it says no more")
    const how = status?.State === "COMPLETED" ? "left no result" : "failed"
    return notDone(`EMR step ${stepId} ${how}: ${said}`, `Its logs are at ${folder}.`)
  }

  /** What takes a step to end that runs or waits; a cluster of this command ends with it. */
  async function stopStep(clusterId: string, step: string): Promise<void> {
    if (named === undefined) return endOwn()
    await client.send(
      new CancelStepsCommand({
        ClusterId: clusterId,
        StepIds: [step],
        StepCancellationOption: "TERMINATE_PROCESS",
      }),
    )
  }

  /** Ends the cluster that was made, and says what it took. */
  async function endOwn(tellsCost = false): Promise<void> {
    const id = ownId ?? (await made?.catch(() => undefined))
    made = undefined
    ownId = undefined
    if (id === undefined || named !== undefined) return
    const since = tellsCost ? (await describe(id).catch(() => undefined))?.Status?.Timeline : undefined
    await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [id] }))
    if (since?.CreationDateTime !== undefined && !("id" in cluster)) {
      const hours = (Date.now() - since.CreationDateTime.getTime()) / 3_600_000
      const nodes = cluster.instances + 1
      options.tell(`EMR cluster ${id} is ended: ${nodes} nodes, ${(hours * nodes).toFixed(2)} instance hours`)
    }
  }
}

function isSpot(cluster: EmrSpark["cluster"]): cluster is TransientCluster {
  return !("id" in cluster) && cluster.spot
}

function whyGone(id: string, { Status: status }: Cluster): string {
  const { Message: message = "" } = status?.StateChangeReason ?? {}
  return `EMR cluster ${id} ended${message === "" ? "" : `: ${message}`}`
}

function clusterLost(error: ClusterGone) {
  return notDone(
    error.message,
    "Its logs say more. Run the command again: nothing of the batch was published.",
    error,
  )
}

export function emrClient({ region, endpoint }: EmrSpark): EMRClient {
  quietAwsSdk()
  return new EMRClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 8,
  })
}

/** The clusters of a project that have not ended. */
export async function emrRuns(settings: EmrSpark, project: string): Promise<readonly OwnRun[]> {
  const client = emrClient(settings)
  const found: OwnRun[] = []
  let Marker: string | undefined
  do {
    const page = await client.send(
      new ListClustersCommand({ ClusterStates: ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"], Marker }),
    )
    for (const { Id = "" } of page.Clusters ?? []) {
      const { Cluster } = await client.send(new DescribeClusterCommand({ ClusterId: Id }))
      const tags = Object.fromEntries((Cluster?.Tags ?? []).map(({ Key, Value }) => [Key ?? "", Value ?? ""]))
      if (tags[projectTag] !== project) continue
      found.push({
        id: Id,
        what: "EMR cluster",
        state: (Cluster?.Status?.State ?? "").toLowerCase(),
        since: Cluster?.Status?.Timeline?.CreationDateTime,
        invocation: tags[invocationTag] ?? "",
        stop: async () => void (await client.send(new TerminateJobFlowsCommand({ JobFlowIds: [Id] }))),
      })
    }
    Marker = page.Marker
  } while (Marker !== undefined)
  return found
}
