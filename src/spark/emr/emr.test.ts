/** EMR and EMR Serverless with what goes wrong there: the right end, the right words, nothing left running. No Spark starts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import { type FakeEmr, type FakeEmrOptions, startFakeEmr } from "../../dev/emr/fake-emr.testkit.ts"
import { Interrupted, LuxError } from "../../errors.ts"
import { fileStores } from "../../lake/file-stores.ts"
import type { SparkSettings, TransientCluster } from "../../project/target/spark-settings.ts"
import { standIn } from "../../project/target/targets.ts"
import { openSpark } from "../open-spark.ts"
import { protocol, type SparkResult, type SparkScript } from "../script.ts"
import type { SparkRunner } from "../spark-runner.ts"
import { ownRuns } from "./find-runs.ts"

process.env["AWS_ACCESS_KEY_ID"] ??= "test"
process.env["AWS_SECRET_ACCESS_KEY"] ??= "test"

const script = (name: string): SparkScript => ({
  protocol,
  stages: [
    {
      name,
      format: "avro",
      sources: [],
      sql: "select 1 as a",
      rules: [],
      columns: [],
      batches: [],
      queries: [],
    },
  ],
})
const cluster: TransientCluster = {
  release: "emr-7.13.0",
  instanceTypes: ["m6g.xlarge", "m6gd.xlarge"],
  instances: 2,
  spot: true,
  fleets: true,
  serviceRole: "EMR_DefaultRole",
  instanceProfile: "EMR_EC2_DefaultRole",
  subnets: ["subnet-1"],
  idleLimit: 5,
}

interface Tried {
  readonly spark: SparkRunner
  readonly fake: FakeEmr
  readonly told: readonly string[]
  readonly place: string
  readonly settings: SparkSettings
}

/** `run`: which service, and on what. */
async function tried(
  run: "serverless" | "transient" | "groups" | "named",
  options: FakeEmrOptions = {},
): Promise<Tried> {
  const place = mkdtempSync(join(tmpdir(), "lux-emr-"))
  const fake = await startFakeEmr({ job: writesResult, ...options })
  const remote = {
    region: "eu-west-1",
    endpoint: fake.endpoint,
    place,
    logs: `${place}/logs`,
    runLimit: 60,
    tags: { team: "data" },
    avroJar: "local:///spark-avro.jar",
    conf: { "spark.executor.memory": "2g" },
  }
  const settings: SparkSettings =
    run === "serverless"
      ? { runOn: "emr-serverless", application: "00app", role: "arn:role", ...remote }
      : {
          runOn: "emr",
          cluster: run === "named" ? { id: "j-named" } : { ...cluster, fleets: run === "transient" },
          ...remote,
        }
  const told: string[] = []
  const spark = await openSpark({
    project: { name: "shop", root: place, env: {}, target: { ...standIn, name: "prod", spark: settings } },
    stores: fileStores({ region: undefined, endpoint: undefined }),
    invocationId: "run-1",
    tell: (message) => told.push(message),
    wait: () => new Promise((resolve) => setImmediate(resolve)),
  })
  onTestFinished(async () => {
    await spark.close()
    await fake.close()
    rmSync(place, { recursive: true, force: true })
  })
  return { spark, fake, told, place, settings }
}

/** As the runner does. */
async function writesResult(args: readonly string[]): Promise<void> {
  const after = (name: string): string => args[args.indexOf(name) + 1] ?? ""
  const { stages }: SparkScript = JSON.parse(readFileSync(after("--script"), "utf8"))
  const result: SparkResult = {
    protocol,
    spark: "3.5.6",
    stages: stages.map(({ name }) => ({ stage: name, batches: [], answers: [], seconds: 1 })),
  }
  const { mkdirSync } = await import("node:fs")
  mkdirSync(join(after("--result"), ".."), { recursive: true })
  writeFileSync(after("--result"), JSON.stringify(result))
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => new Error("nothing was refused"),
    (thrown: unknown) => thrown,
  )
  return error instanceof LuxError ? `${error.code} ${error.message}` : String(error)
}

const stagesOf = (result: SparkResult) => ("stages" in result ? result.stages.map(({ stage }) => stage) : [])
const operations = (fake: FakeEmr) => fake.calls.map(({ operation }) => operation)

describe("EMR Serverless", { timeout: 20_000 }, () => {
  it("runs the scripts of a run as one job, and says each state and what it used", async () => {
    const { spark, fake, told, place } = await tried("serverless")
    const jobs = [
      spark.run(script("a"), (state) => told.concat(state)),
      spark.run(script("b"), () => undefined),
    ]
    const [a, b] = await Promise.all(jobs.map(({ result }) => result))
    expect(a).toEqual(b)
    expect(a && stagesOf(a)).toEqual(["a", "b"])
    expect(operations(fake).filter((each) => each === "StartJobRun")).toHaveLength(1)
    const { input } = fake.calls[0] ?? {}
    expect(input).toMatchObject({
      executionRoleArn: "arn:role",
      executionTimeoutMinutes: 60,
      tags: { team: "data", "lux:project": "shop", "lux:invocation": "run-1" },
      jobDriver: { sparkSubmit: { entryPoint: expect.stringMatching(/runner-[0-9a-f]{16}\.py$/) } },
    })
    expect(JSON.stringify(input)).toContain("spark.sql.ansi.enabled=true")
    expect(JSON.stringify(input)).toContain("spark.jars=local:///spark-avro.jar")
    // The result is read once; runner and script stay, under the names of their contents.
    expect(readdirSync(join(place, "results"))).toEqual([])
    expect(fake.running()).toEqual([])
  })

  it("tells the states in between", async () => {
    const { spark } = await tried("serverless")
    const states: string[] = []
    await spark.run(script("a"), (state) => states.push(state)).result
    expect(states).toEqual([
      "EMR Serverless job 00job1: submitted",
      "EMR Serverless job 00job1: pending",
      "EMR Serverless job 00job1: scheduled",
      "EMR Serverless job 00job1: running",
      "EMR Serverless job 00job1: success",
      "EMR Serverless job 00job1 used 0.25 vCPU hours, 1.00 GB hours",
    ])
  })

  it("goes on where calls are throttled", async () => {
    const { spark, fake } = await tried("serverless", { throttled: { StartJobRun: 1, GetJobRun: 1 } })
    expect(stagesOf(await spark.run(script("a"), () => undefined).result)).toEqual(["a"])
    expect(fake.running()).toEqual([])
  })

  it.each([
    [
      "a job that fails",
      { job: () => Promise.reject(new Error("Container killed on request. Exit code is 137")) },
      "LUX-3275 EMR Serverless job 00job1 failed: Container killed on request. Exit code is 137",
    ],
    [
      "a job that leaves nothing",
      { job: () => Promise.resolve() },
      "LUX-3275 EMR Serverless job 00job1 left no result: it says no more",
    ],
    [
      "a job that somebody cancels",
      { endsAs: "CANCELLED" },
      "LUX-3275 EMR Serverless job 00job1 was cancelled",
    ],
    [
      "an application that is gone",
      { refused: { StartJobRun: { name: "ResourceNotFoundException", message: "no application 00app" } } },
      "LUX-3275 EMR Serverless did not take the job: ResourceNotFoundException: no application 00app",
    ],
  ] as const)("says what it is about %s", async (_, options, said) => {
    const { spark, fake } = await tried("serverless", options)
    expect(await refusal(spark.run(script("a"), () => undefined).result)).toBe(said)
    expect(fake.running()).toEqual([])
  })

  it("cancels the job of a command that is interrupted, also before it runs", async () => {
    const { spark, fake } = await tried("serverless", { neverStarts: true })
    let started: () => void = () => undefined
    const isStarted = new Promise<void>((resolve) => {
      started = resolve
    })
    const job = spark.run(script("a"), started)
    await isStarted
    job.cancel()
    await expect(job.result).rejects.toThrow(Interrupted)
    await spark.close()
    expect(operations(fake)).toContain("CancelJobRun")
    expect(fake.running()).toEqual([])
  })
})

describe("EMR", { timeout: 20_000 }, () => {
  it.each(["transient", "groups"] as const)("makes a cluster for a run and ends it (%s)", async (run) => {
    const { spark, fake, told } = await tried(run)
    expect(stagesOf(await spark.run(script("a"), () => undefined).result)).toEqual(["a"])
    expect(stagesOf(await spark.run(script("b"), () => undefined).result)).toEqual(["b"])
    await spark.close()
    expect(operations(fake).filter((each) => each === "RunJobFlow")).toHaveLength(1)
    expect(fake.calls[0]?.input).toMatchObject({
      ReleaseLabel: "emr-7.13.0",
      AutoTerminationPolicy: { IdleTimeout: 300 },
      Tags: expect.arrayContaining([{ Key: "lux:invocation", Value: "run-1" }]),
      Instances:
        run === "transient"
          ? {
              InstanceFleets: [
                { InstanceFleetType: "MASTER", TargetOnDemandCapacity: 1 },
                {
                  TargetSpotCapacity: 2,
                  LaunchSpecifications: { SpotSpecification: { TimeoutAction: "SWITCH_TO_ON_DEMAND" } },
                },
              ],
            }
          : { InstanceGroups: [{ Market: "ON_DEMAND" }, { Market: "SPOT", InstanceCount: 2 }] },
    })
    const step = fake.calls.find(({ operation }) => operation === "AddJobFlowSteps")
    expect(JSON.stringify(step?.input)).toContain('"timeout","--kill-after=30","60m","spark-submit"')
    expect(fake.running()).toEqual([])
    expect(told.at(-1)).toMatch(/^EMR cluster j-1 is ended: 3 nodes, [\d.]+ instance hours$/)
  })

  it("adds steps to a cluster that is named, and leaves it running", async () => {
    const { spark, fake } = await tried("named")
    expect(stagesOf(await spark.run(script("a"), () => undefined).result)).toEqual(["a"])
    await spark.close()
    expect(operations(fake)).not.toContain("RunJobFlow")
    expect(fake.running()).toEqual(["j-named"])
  })

  it("starts on-demand nodes where Spot ones were taken away", async () => {
    const { spark, fake } = await tried("transient", { losesNodes: 1 })
    const states: string[] = []
    expect(stagesOf(await spark.run(script("a"), (state) => states.push(state)).result)).toEqual(["a"])
    expect(states).toContain(
      "EMR cluster j-1 ended: Spot instances of the core fleet were reclaimed; starting one of on-demand nodes",
    )
    await spark.close()
    expect(fake.running()).toEqual([])
  })

  it.each([
    [
      "nodes that are lost again",
      "transient",
      { losesNodes: 2 },
      "LUX-3275 EMR cluster j-2 ended: Spot instances of the core fleet were reclaimed",
    ],
    [
      "a step that fails",
      "transient",
      { job: () => Promise.reject(new Error("Exception in thread main: OutOfMemoryError")) },
      "LUX-3275 EMR step s-1 failed: Exception in thread main: OutOfMemoryError",
    ],
    [
      "a cluster that does not start",
      "transient",
      { neverStarts: true },
      "LUX-3275 EMR cluster j-1 did not start: it is starting still",
    ],
    [
      "a cluster that is refused",
      "transient",
      { refused: { RunJobFlow: { name: "ValidationException", message: "Invalid InstanceProfile" } } },
      "LUX-3275 EMR did not start a cluster: ValidationException: Invalid InstanceProfile",
    ],
    [
      "a cluster that is not there",
      "named",
      {
        refused: {
          AddJobFlowSteps: { name: "InvalidRequestException", message: "A job flow that is shutting down" },
        },
      },
      "LUX-3275 EMR cluster j-named did not take the step: InvalidRequestException: A job flow that is shutting down",
    ],
  ] as const)("says what it is about %s, and leaves no cluster", async (_, run, options, said) => {
    const { spark, fake } = await tried(run, options)
    expect(await refusal(spark.run(script("a"), () => undefined).result)).toBe(said)
    await spark.close()
    expect(fake.running().filter((id) => id !== "j-named")).toEqual([])
  })

  it.each(["transient", "named"] as const)(
    "ends the step of a command that is interrupted (%s)",
    async (run) => {
      const { spark, fake } = await tried(run, { job: () => new Promise(() => undefined) })
      let started: () => void = () => undefined
      const isStarted = new Promise<void>((resolve) => {
        started = resolve
      })
      const job = spark.run(script("a"), (state) => {
        if (state.includes("step")) started()
      })
      await isStarted
      job.cancel()
      await expect(job.result).rejects.toThrow(Interrupted)
      await spark.close()
      expect(operations(fake)).toContain(run === "named" ? "CancelSteps" : "TerminateJobFlows")
      expect(fake.running().filter((id) => id !== "j-named")).toEqual([])
    },
  )

  it("says which variables are not set here, before anything starts", async () => {
    const { settings } = await tried("serverless")
    const target = { name: "prod", place: { file: "lux_project.yml", line: 3, column: 3 } }
    if (settings.runOn !== "emr-serverless") throw new Error("not EMR Serverless")
    await expect(ownRuns({ ...settings, application: "", role: "" }, target, "shop")).rejects.toMatchObject({
      code: "LUX-3270",
      message:
        'target "prod" runs stage models on EMR Serverless, and application_id and role are empty here',
    })
    await expect(ownRuns({ ...settings, role: "" }, target, "shop")).rejects.toThrow("role is empty here")
  })

  it("finds the clusters of a project, and stops them", async () => {
    const { spark, fake, settings } = await tried("transient")
    const target = { name: "prod", place: { file: "lux_project.yml", line: 3, column: 3 } }
    await spark.run(script("a"), () => undefined).result
    const [found, ...more] = await ownRuns(settings, target, "shop")
    expect(found).toMatchObject({ id: "j-1", what: "EMR cluster", invocation: "run-1" })
    expect(more).toEqual([])
    expect(await ownRuns(settings, target, "other")).toEqual([])
    await found?.stop()
    expect(fake.running()).toEqual([])
  })
})
