/** Collection: a function for each collector, its schedule, the notifier, and the ways of what goes wrong. */
import { Duration } from "aws-cdk-lib"
import type { Role } from "aws-cdk-lib/aws-iam"
import { Code, EventInvokeConfig } from "aws-cdk-lib/aws-lambda"
import { LambdaDestination } from "aws-cdk-lib/aws-lambda-destinations"
import { CfnSchedule, CfnScheduleGroup } from "aws-cdk-lib/aws-scheduler"
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager"
import type { Topic } from "aws-cdk-lib/aws-sns"
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions"
import { Queue } from "aws-cdk-lib/aws-sqs"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { type DeployedFunction, deployedFunction, idOf } from "../functions.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { Collector, PackagedFunction } from "../project.ts"
import { schedulerRole } from "../scheduler.ts"
import { everyTick } from "../schedules.ts"
import type { LakeStack } from "./lake.ts"
import { allowLake } from "./lake-access.ts"
import { encryptedTopic } from "./messages.ts"

/** Lambda drops an asynchronous event after six hours at the latest. */
const longestEventSeconds = 6 * 3600

export class CollectStack extends LuxStack {
  readonly notifier: DeployedFunction
  /** By the function's name in the declaration. */
  readonly functions: ReadonlyMap<string, DeployedFunction>
  /** Told at once. */
  readonly failures: Topic
  /** Kept for the digest. */
  readonly digests: Topic
  /** Schedules that go on whatever it costs, and those that may wait. */
  readonly groups: { readonly essential: CfnScheduleGroup; readonly optional: CfnScheduleGroup }
  readonly schedulerRole: Role
  readonly #lake: LakeStack
  readonly #undelivered: Queue

  constructor(app: Construct, surroundings: Surroundings, lake: LakeStack) {
    super(app, "collect", surroundings, "functions that collect and that tell Slack")
    this.#lake = lake
    this.#undelivered = lake.undelivered
    this.failures = encryptedTopic(this, "Failures", "failures", lake.key)
    this.digests = encryptedTopic(this, "Digests", "digests", lake.key)
    const group = (id: string, name: string) =>
      new CfnScheduleGroup(this, id, { name: `${this.prefix}-${name}` })
    this.groups = { essential: group("Essential", "essential"), optional: group("Optional", "optional") }
    const { functions } = this.project
    const notifying = functions.find(({ notify }) => notify !== undefined)
    if (notifying?.notify === undefined) throw new Error("the declaration of the collectors has no notify:")
    this.notifier = this.#notifier(notifying, notifying.notify)
    // By its address: its policy, in the other stack, allows topics already.
    const deadLetterQueue = Queue.fromQueueArn(this, "Undelivered", this.#undelivered.queueArn)
    for (const topic of [this.failures, this.digests])
      topic.addSubscription(new LambdaSubscription(this.notifier.alias, { deadLetterQueue }))
    this.functions = this.#collectors()
    this.schedulerRole = this.#schedulerRole()
    const role = this.schedulerRole
    for (const collector of this.project.collectors) this.#schedule(collector, role)
    this.#digest(notifying.notify.digest_seconds, role)
    this.output("FunctionPrefix", `${this.prefix}-`, "LUX_FUNCTION_PREFIX of lux collect --invoke")
    this.output("FailuresTopic", this.failures.topicArn, "What is told at once")
    this.output("DigestsTopic", this.digests.topicArn, "What is kept for the digest")
  }

  #secret(id: string, name: string, description: string): ISecret {
    const secret = new Secret(this, id, {
      secretName: `${this.prefix}/${name}`,
      description,
      encryptionKey: this.#lake.key,
      removalPolicy: this.dataRemoval,
    })
    explain(secret, [
      "AwsSolutions-SMG4",
      "The value is another service's: docs/guides/production.md renews it.",
    ])
    return secret
  }

  #notifier(
    { name, zip, handler, environment }: PackagedFunction,
    needs: NonNullable<PackagedFunction["notify"]>,
  ) {
    const secret = this.#secret(
      "SlackSecret",
      this.settings.collect.slack_secret,
      "Slack: token, or both webhooks",
    )
    const notifier = deployedFunction(this, name, {
      key: this.#lake.key,
      description: "Tells Slack what failed, and sums up what went well",
      code: Code.fromAsset(zip),
      handler,
      environment: { ...environment, ...this.#environment(), LUX_SLACK_SECRET: secret.secretName },
      timeoutSeconds: needs.timeout_seconds,
      memoryMb: needs.memory_mb,
      undelivered: this.#undelivered,
      allow: (role) => {
        allowLake(role, this.#lake, {
          read: ["reports/", "notified/"],
          write: ["notified/"],
          remove: ["notified/"],
        })
        allow(role, { actions: ["secretsmanager:GetSecretValue"], resources: [secret.secretArn] })
      },
    })
    new EventInvokeConfig(this, "NotifierRetries", {
      function: notifier.lambda,
      qualifier: notifier.alias.aliasName,
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    })
    return notifier
  }

  #environment(): Readonly<Record<string, string>> {
    return { LUX_COLLECT_TO: `s3://${this.#lake.bucketName}` }
  }

  /** One for each function, whichever collectors it serves. */
  #collectors(): ReadonlyMap<string, DeployedFunction> {
    const { collectors, functions } = this.project
    const { secret: name, concurrency } = this.settings.collect
    const secret = this.#secret(
      "InstagramSecret",
      name,
      "Instagram: access_token, ig_user_id, app_id, app_secret",
    )
    const found = new Map<string, DeployedFunction>()
    for (const each of functions) {
      const served = collectors.filter((collector) => collector.function === each.name)
      const [first] = served
      if (first === undefined) continue
      const deployed = deployedFunction(this, each.name, {
        key: this.#lake.key,
        description: `Collects ${served.map((collector) => collector.name).join(", ")}`,
        code: Code.fromAsset(each.zip),
        handler: each.handler,
        environment: { ...each.environment, ...this.#environment(), LUX_INSTAGRAM_SECRET: secret.secretName },
        timeoutSeconds: Math.max(...served.map(({ timeout }) => timeout)),
        memoryMb: Math.max(...served.map(({ memoryMb }) => memoryMb)),
        concurrency: concurrency ?? undefined,
        undelivered: this.#undelivered,
        allow: (role) => {
          allowLake(role, this.#lake, {
            read: ["collecting/", "raw/", "rejected/", "reports/"],
            write: ["collecting/", "raw/", "rejected/", "reports/"],
            remove: ["collecting/", "rejected/"],
          })
          // The first one renews the token.
          const writes = found.size === 0 ? ["secretsmanager:PutSecretValue"] : []
          allow(role, {
            actions: ["secretsmanager:GetSecretValue", ...writes],
            resources: [secret.secretArn],
          })
        },
      })
      new EventInvokeConfig(this, `${idOf(each.name)}Retries`, {
        function: deployed.lambda,
        qualifier: deployed.alias.aliasName,
        retryAttempts: Math.max(...served.map(({ retries }) => retries)),
        maxEventAge: Duration.seconds(Math.min(longestEventSeconds, ...served.map(({ late }) => late))),
        onSuccess: new LambdaDestination(this.notifier.alias),
        onFailure: new LambdaDestination(this.notifier.alias),
      })
      found.set(each.name, deployed)
    }
    return found
  }

  #schedulerRole(): Role {
    const role = schedulerRole(this, "SchedulerRole", {
      name: "collect-scheduler",
      description: "Starts collectors and the digest",
      lake: this.#lake,
    })
    allow(role, {
      actions: ["lambda:InvokeFunction"],
      resources: [...this.functions.values(), this.notifier].map(({ alias }) => alias.functionArn),
    })
    return role
  }

  #schedule(collector: Collector, role: Role): void {
    const { name, every, late } = collector
    const deployed = this.functions.get(collector.function)
    if (deployed === undefined) throw new Error(`there is no package of the function ${collector.function}`)
    this.#invocation(`${idOf(name)}Schedule`, {
      name,
      group: collector.mayWait ? this.groups.optional : this.groups.essential,
      description: `Collects ${name}`,
      expression: everyTick(every),
      // A retry has the same time, and so the same tick.
      input: { collector: name, at: "<aws.scheduler.scheduled-time>", trigger: "schedule" },
      to: deployed,
      role,
      retrySeconds: Math.min(late, every),
    })
  }

  #digest(every: number, role: Role): void {
    this.#invocation("DigestSchedule", {
      name: "digest",
      group: this.groups.essential,
      description: "Sums up in Slack what went well",
      expression: everyTick(every),
      input: { digest: true, at: "<aws.scheduler.scheduled-time>" },
      to: this.notifier,
      role,
      retrySeconds: every,
    })
  }

  #invocation(
    id: string,
    schedule: {
      readonly name: string
      readonly group: CfnScheduleGroup
      readonly description: string
      readonly expression: string
      readonly input: unknown
      readonly to: DeployedFunction
      readonly role: Role
      readonly retrySeconds: number
    },
  ): void {
    const { name, group, description, expression, input, to, role, retrySeconds } = schedule
    new CfnSchedule(this, id, {
      name: `${this.prefix}-${name}`,
      groupName: group.ref,
      description,
      scheduleExpression: expression,
      scheduleExpressionTimezone: "UTC",
      flexibleTimeWindow: { mode: "OFF" },
      kmsKeyArn: this.#lake.key.keyArn,
      target: {
        arn: to.alias.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify(input),
        deadLetterConfig: { arn: this.#undelivered.queueArn },
        retryPolicy: {
          maximumRetryAttempts: 3,
          maximumEventAgeInSeconds: Math.min(86_400, Math.max(60, retrySeconds)),
        },
      },
    })
  }
}
