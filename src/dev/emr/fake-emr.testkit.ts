/**
 * For tests: EMR and EMR Serverless as their protocols are. Each look at a job takes it one state on, so that no test waits by
 * a clock; a job that runs does what the test says, and faults are injected by the test.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"

export interface FakeEmr {
  readonly endpoint: string
  /** Calls in their order: `StartJobRun`, `TerminateJobFlows`. */
  readonly calls: readonly { readonly operation: string; readonly input: Input }[]
  /** Ids of jobs and clusters that have not ended. */
  running(): readonly string[]
  close(): Promise<void>
}

type Input = Readonly<Record<string, unknown>>

export interface FakeEmrOptions {
  /** What a job does as it ends; its arguments are those of spark-submit. Throws where it fails, with what its service then says. */
  readonly job?: (args: readonly string[]) => Promise<void>
  /** So many calls of an operation are throttled first. */
  readonly throttled?: Readonly<Record<string, number>>
  /** Refused with this error, by operation. */
  readonly refused?: Readonly<Record<string, { readonly name: string; readonly message: string }>>
  /** So many clusters lose their nodes while their step runs. */
  readonly losesNodes?: number
  /** Clusters and jobs wait forever. */
  readonly neverStarts?: boolean
  /** A job ends so by itself. */
  readonly endsAs?: "CANCELLED"
}

interface Job {
  state: string
  readonly states: string[]
  readonly args: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  details: string
}

interface FakeCluster {
  state: string
  readonly states: string[]
  readonly loses: boolean
  message: string
  readonly tags: readonly unknown[]
  readonly steps: Map<string, Job>
}

export async function startFakeEmr(options: FakeEmrOptions = {}): Promise<FakeEmr> {
  const fake = new Fake(options)
  const server = createServer((request, response) => void fake.answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls: fake.calls,
    running: () => fake.running(),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

class Refusal extends Error {
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

class Fake {
  readonly calls: { readonly operation: string; readonly input: Input }[] = []
  readonly #options: FakeEmrOptions
  readonly #jobs = new Map<string, Job>()
  readonly #clusters = new Map<string, FakeCluster>()
  readonly #throttled = new Map<string, number>()
  #lost = 0

  constructor(options: FakeEmrOptions) {
    this.#options = options
    for (const [operation, times] of Object.entries(options.throttled ?? {}))
      this.#throttled.set(operation, times)
  }

  running(): readonly string[] {
    const ended = ["SUCCESS", "FAILED", "CANCELLED", "TERMINATED", "TERMINATED_WITH_ERRORS"]
    return [...this.#jobs, ...this.#clusters].flatMap(([id, { state }]) =>
      ended.includes(state) ? [] : [id],
    )
  }

  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    const { operation, input } = asked(request, body)
    try {
      this.calls.push({ operation, input })
      const left = this.#throttled.get(operation) ?? 0
      if (left > 0) {
        this.#throttled.set(operation, left - 1)
        throw new Refusal("ThrottlingException", "Rate exceeded")
      }
      const refused = this.#options.refused?.[operation]
      if (refused !== undefined) throw new Refusal(refused.name, refused.message)
      send(response, 200, await this.#do(operation, input))
    } catch (error) {
      const name = error instanceof Refusal ? error.name : "InternalServerException"
      const message = error instanceof Error ? error.message : String(error)
      send(
        response,
        name === "ThrottlingException" ? 429 : 400,
        { __type: name, message, Message: message },
        name,
      )
    }
  }

  async #do(operation: string, input: Input): Promise<object> {
    switch (operation) {
      case "StartJobRun":
        return this.#startJob(input)
      case "GetJobRun":
        return this.#getJob(String(input["jobRunId"]))
      case "CancelJobRun":
        return this.#cancelJob(String(input["jobRunId"]))
      case "ListJobRuns":
        return { jobRuns: [...this.#jobs].map(([id, { state }]) => ({ id, state })) }
      case "RunJobFlow":
        return this.#startCluster(input)
      case "AddJobFlowSteps":
        return this.#addSteps(input)
      case "DescribeCluster":
        return this.#describeCluster(String(input["ClusterId"]))
      case "DescribeStep":
        return this.#describeStep(input)
      case "CancelSteps":
        return this.#cancelSteps(input)
      case "TerminateJobFlows":
        return this.#terminate(input)
      case "ListClusters":
        return { Clusters: [...this.#clusters].map(([Id, { state }]) => ({ Id, Status: { State: state } })) }
      default:
        throw new Refusal("UnknownOperationException", operation)
    }
  }

  #startJob(input: Input): object {
    const id = `00job${this.#jobs.size + 1}`
    const driver = member(member(input, "jobDriver"), "sparkSubmit")
    this.#jobs.set(id, {
      state: "SUBMITTED",
      states: this.#options.neverStarts === true ? [] : ["PENDING", "SCHEDULED", "RUNNING", "end"],
      args: texts(driver["entryPointArguments"]),
      tags: Object.fromEntries(Object.entries(member(input, "tags")).map(([key, tag]) => [key, String(tag)])),
      details: "",
    })
    return { applicationId: input["applicationId"], arn: `arn:${id}`, jobRunId: id }
  }

  async #getJob(id: string): Promise<object> {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new Refusal("ResourceNotFoundException", `Job run ${id} does not exist`)
    await this.#goOn(job, "SUCCESS")
    return {
      jobRun: {
        jobRunId: id,
        state: job.state,
        stateDetails: job.details,
        tags: job.tags,
        createdAt: 1_700_000_000,
        ...(job.state === "SUCCESS"
          ? { totalResourceUtilization: { vCPUHour: 0.25, memoryGBHour: 1, storageGBHour: 0 } }
          : {}),
      },
    }
  }

  #cancelJob(id: string): object {
    const job = this.#jobs.get(id)
    if (job === undefined) throw new Refusal("ResourceNotFoundException", `Job run ${id} does not exist`)
    job.state = "CANCELLED"
    job.states.length = 0
    return { jobRunId: id }
  }

  #startCluster(input: Input): object {
    const id = `j-${this.#clusters.size + 1}`
    const loses = this.#lost < (this.#options.losesNodes ?? 0)
    if (loses) this.#lost++
    this.#clusters.set(id, {
      state: "STARTING",
      states: this.#options.neverStarts === true ? [] : ["BOOTSTRAPPING", "RUNNING"],
      loses,
      message: "",
      tags: Array.isArray(input["Tags"]) ? input["Tags"] : [],
      steps: new Map(),
    })
    return { JobFlowId: id, ClusterArn: `arn:${id}` }
  }

  #addSteps(input: Input): object {
    const cluster = this.#cluster(String(input["JobFlowId"]))
    const steps = Array.isArray(input["Steps"]) ? input["Steps"] : []
    const ids = steps.map((step: unknown) => {
      const id = `s-${cluster.steps.size + 1}`
      const args = texts(member(asInput(step), "HadoopJarStep")["Args"])
      cluster.steps.set(id, { state: "PENDING", states: ["RUNNING", "end"], args, tags: {}, details: "" })
      return id
    })
    return { StepIds: ids }
  }

  #describeCluster(id: string): object {
    const cluster = this.#cluster(id)
    cluster.state = cluster.states.shift() ?? cluster.state
    return {
      Cluster: {
        Id: id,
        Tags: cluster.tags,
        Status: {
          State: cluster.state,
          StateChangeReason: { Code: "INSTANCE_FAILURE", Message: cluster.message },
          Timeline: { CreationDateTime: 1_700_000_000 },
        },
      },
    }
  }

  async #describeStep(input: Input): Promise<object> {
    const cluster = this.#cluster(String(input["ClusterId"]))
    const step = cluster.steps.get(String(input["StepId"]))
    if (step === undefined) throw new Refusal("InvalidRequestException", "Step id is not valid.")
    if (step.state === "RUNNING" && cluster.loses) {
      cluster.state = "TERMINATED_WITH_ERRORS"
      cluster.states.length = 0
      cluster.message = "Spot instances of the core fleet were reclaimed"
      step.state = "CANCELLED"
    } else if (cluster.state === "RUNNING") await this.#goOn(step, "COMPLETED")
    return {
      Step: {
        Id: input["StepId"],
        Status: {
          State: step.state,
          ...(step.details === ""
            ? {}
            : { FailureDetails: { Reason: "Unknown Error.", Message: step.details } }),
        },
      },
    }
  }

  #cancelSteps(input: Input): object {
    const cluster = this.#cluster(String(input["ClusterId"]))
    for (const id of texts(input["StepIds"])) {
      const step = cluster.steps.get(id)
      if (step !== undefined) Object.assign(step, { state: "CANCELLED", states: [] })
    }
    return { CancelStepsInfoList: [] }
  }

  #terminate(input: Input): object {
    for (const id of texts(input["JobFlowIds"])) {
      const cluster = this.#cluster(id)
      if (!cluster.state.startsWith("TERMINATED")) cluster.state = "TERMINATED"
      cluster.states.length = 0
    }
    return {}
  }

  #cluster(id: string): FakeCluster {
    const known = this.#clusters.get(id)
    if (known !== undefined) return known
    if (id !== "j-named") throw new Refusal("InvalidRequestException", `Cluster id '${id}' is not valid.`)
    const named = { state: "RUNNING", states: [], loses: false, message: "", tags: [], steps: new Map() }
    this.#clusters.set(id, named)
    return named
  }

  async #goOn(job: Job, good: string): Promise<void> {
    const next = job.states.shift()
    if (next === undefined) return
    if (next !== "end") {
      job.state = next
      return
    }
    if (this.#options.endsAs !== undefined) {
      job.state = this.#options.endsAs
      return
    }
    try {
      await this.#options.job?.(job.args)
      job.state = good
    } catch (error) {
      job.state = "FAILED"
      job.details = error instanceof Error ? error.message : String(error)
    }
  }
}

/** An operation of either protocol: by its header, or by method and path. */
function asked(
  request: IncomingMessage,
  body: string,
): { readonly operation: string; readonly input: Input } {
  const target = /^ElasticMapReduce\.(\w+)$/.exec(String(request.headers["x-amz-target"] ?? ""))?.[1]
  const input = asInput(body === "" ? {} : JSON.parse(body))
  if (target !== undefined) return { operation: target, input }
  const [, applicationId, jobRunId] =
    /^\/applications\/([^/]+)\/jobruns(?:\/([^/?]+))?/.exec(request.url ?? "") ?? []
  const operations: Readonly<Record<string, string>> =
    jobRunId === undefined
      ? { POST: "StartJobRun", GET: "ListJobRuns" }
      : { GET: "GetJobRun", DELETE: "CancelJobRun" }
  return {
    operation: operations[request.method ?? ""] ?? "unknown",
    input: { ...input, applicationId, jobRunId },
  }
}

function asInput(value: unknown): Input {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {}
}

function member(of: Input, name: string): Input {
  return asInput(of[name])
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}

function send(response: ServerResponse, status: number, body: object, errorType?: string): void {
  response.writeHead(status, {
    "content-type": "application/x-amz-json-1.1",
    ...(errorType === undefined ? {} : { "x-amzn-errortype": errorType }),
  })
  response.end(JSON.stringify(body))
}
