import {
  CancelJobRunCommand,
  EMRServerlessClient,
  GetJobRunCommand,
  type JobRun,
  ListJobRunsCommand,
  StartJobRunCommand,
} from "@aws-sdk/client-emr-serverless"
import { Interrupted } from "../../errors.ts"
import type { EmrServerlessSpark } from "../../project/target/spark-settings.ts"
import { quietAwsSdk } from "../../warehouse/aws-sdk.ts"
import type { SparkOptions } from "../open-spark.ts"
import type { SparkResult } from "../script.ts"
import { lastLines } from "./driver-log.ts"
import type { OwnRun } from "./own-runs.ts"
import type { Service } from "./remote-runner.ts"
import {
  confArguments,
  invocationTag,
  notDone,
  ownTags,
  projectTag,
  resultOf,
  saidBy,
  type Uploaded,
  untilNextLook,
  uploaded,
} from "./remote-work.ts"

const ended: readonly string[] = ["SUCCESS", "FAILED", "CANCELLED"]

/** Jobs of an EMR Serverless application. */
export function emrServerless(settings: EmrServerlessSpark, options: SparkOptions): Service {
  const client = serverlessClient(settings)
  const { application, role, runLimit, logs } = settings
  return {
    async submit(script, tell, cancelled) {
      const upload = await uploaded(script, settings, options)
      if (cancelled()) throw new Interrupted("interrupted")
      const id = await started(upload)
      tell(`EMR Serverless job ${id}: submitted`)
      return {
        result: finished(id, upload, tell, cancelled),
        stop: () => stopJob(client, application, id),
      }
    },
    close: async () => client.destroy(),
  }

  async function started(upload: Uploaded): Promise<string> {
    try {
      const { jobRunId = "" } = await client.send(
        new StartJobRunCommand({
          applicationId: application,
          executionRoleArn: role,
          // The same call again, after an answer that was lost, starts no second job.
          clientToken: upload.result
            .replace(/^.*\//, "")
            .replace(/\.json$/, "")
            .slice(-64),
          name: `lux ${options.project.name}`.slice(0, 256),
          executionTimeoutMinutes: runLimit,
          jobDriver: {
            sparkSubmit: {
              entryPoint: upload.entryPoint,
              entryPointArguments: [...upload.args],
              sparkSubmitParameters: confArguments(upload.conf).join(" "),
            },
          },
          configurationOverrides: {
            monitoringConfiguration: { s3MonitoringConfiguration: { logUri: logs } },
          },
          tags: { ...ownTags(settings, options) },
        }),
      )
      return jobRunId
    } catch (error) {
      throw notDone(
        `EMR Serverless did not take the job: ${saidBy(error)}`,
        `Check that application ${application} is there, and that you may start jobs in it and pass the role ${role}.`,
        error,
      )
    }
  }

  async function finished(
    id: string,
    upload: Uploaded,
    tell: (message: string) => void,
    cancelled: () => boolean,
  ): Promise<SparkResult> {
    let last = "SUBMITTED"
    for (let looks = 0; ; looks++) {
      const run = await look(id)
      const { state = last } = run
      if (state !== last) tell(`EMR Serverless job ${id}: ${state.toLowerCase()}`)
      last = state
      if (ended.includes(state)) return conclude(run, id, upload, tell)
      if (cancelled()) throw new Interrupted("interrupted")
      await untilNextLook(looks, options)
    }
  }

  async function look(id: string): Promise<Partial<JobRun>> {
    try {
      const answer = await client.send(new GetJobRunCommand({ applicationId: application, jobRunId: id }))
      return answer.jobRun ?? {}
    } catch (error) {
      throw notDone(
        `EMR Serverless does not tell how job ${id} is: ${saidBy(error)}`,
        "It may run on: lux spark ps shows it, lux spark stop ends it.",
        error,
      )
    }
  }

  async function conclude(
    { state, stateDetails = "", totalResourceUtilization: used }: Partial<JobRun>,
    id: string,
    upload: Uploaded,
    tell: (message: string) => void,
  ): Promise<SparkResult> {
    if (used !== undefined)
      tell(
        `EMR Serverless job ${id} used ${(used.vCPUHour ?? 0).toFixed(2)} vCPU hours, ${(used.memoryGBHour ?? 0).toFixed(2)} GB hours`,
      )
    const result = state === "CANCELLED" ? undefined : await resultOf(upload, options)
    // The runner says more than the service, where it got so far.
    if (result !== undefined) return result
    if (state === "CANCELLED")
      throw notDone(
        `EMR Serverless job ${id} was cancelled${stateDetails === "" ? "" : `: ${stateDetails}`}`,
        "Somebody cancelled it, or the application was stopped. Run the command again.",
      )
    const folder = `${logs.replace(/\/+$/, "")}/applications/${application}/jobs/${id}`
    const log = await lastLines(`${folder}/SPARK_DRIVER/stderr.gz`, options.stores)
    const said = log ?? (stateDetails === "" ? "it says no more" : stateDetails)
    throw notDone(
      `EMR Serverless job ${id} ${state === "SUCCESS" ? "left no result" : "failed"}: ${said}`,
      `Its logs are at ${folder}.`,
    )
  }
}

export function serverlessClient({ region, endpoint }: EmrServerlessSpark): EMRServerlessClient {
  quietAwsSdk()
  return new EMRServerlessClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    maxAttempts: 8,
  })
}

async function stopJob(client: EMRServerlessClient, applicationId: string, jobRunId: string): Promise<void> {
  await client.send(new CancelJobRunCommand({ applicationId, jobRunId }))
}

/** The jobs of a project that run now. */
export async function serverlessRuns(
  settings: EmrServerlessSpark,
  project: string,
): Promise<readonly OwnRun[]> {
  const client = serverlessClient(settings)
  const { application } = settings
  const found: OwnRun[] = []
  let nextToken: string | undefined
  do {
    const page = await client.send(
      new ListJobRunsCommand({
        applicationId: application,
        states: ["SUBMITTED", "PENDING", "SCHEDULED", "RUNNING", "QUEUED"],
        nextToken,
      }),
    )
    for (const { id = "" } of page.jobRuns ?? []) {
      const { jobRun } = await client.send(new GetJobRunCommand({ applicationId: application, jobRunId: id }))
      if (jobRun?.tags?.[projectTag] !== project) continue
      found.push({
        id,
        what: "EMR Serverless job",
        state: (jobRun.state ?? "").toLowerCase(),
        since: jobRun.createdAt,
        invocation: jobRun.tags[invocationTag] ?? "",
        stop: () => stopJob(client, application, id),
      })
    }
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return found
}
