/** Where lux runs: its image, a cluster that costs nothing while nothing runs, and a task for each DAG. */
import { Duration, RemovalPolicy } from "aws-cdk-lib"
import type { Vpc } from "aws-cdk-lib/aws-ec2"
import { Repository, RepositoryEncryption, TagMutability, TagStatus } from "aws-cdk-lib/aws-ecr"
import {
  CfnClusterCapacityProviderAssociations,
  Cluster,
  ContainerImage,
  ContainerInsights,
  CpuArchitecture,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs"
import { EventField, Rule, RuleTargetInput } from "aws-cdk-lib/aws-events"
import { SnsTopic } from "aws-cdk-lib/aws-events-targets"
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { LogGroup } from "aws-cdk-lib/aws-logs"
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { idOf } from "../functions.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { BuildSchedule } from "../project.ts"
import { schedulerRole } from "../scheduler.ts"
import { startingRole } from "../starting-role.ts"
import type { CollectStack } from "./collect.ts"
import type { LakeStack } from "./lake.ts"
import { allowLake } from "./lake-access.ts"
import type { NetworkStack } from "./network.ts"
import type { SparkStack } from "./spark.ts"
import type { WarehouseStack } from "./warehouse.ts"

export interface Neighbours {
  readonly lake: LakeStack
  readonly network: NetworkStack
  readonly collect: CollectStack
  readonly warehouse: WarehouseStack
  readonly spark: SparkStack
}

/** The container's name in the task, which the schedules of lux name too. */
const container = "lux"

/** ECS takes none from the image. */
export const healthCheck = ["CMD", "lux", "--version"]

export class RunStack extends LuxStack {
  readonly repository: Repository
  /** Undefined where Airflow does not run. */
  readonly airflowImages: Repository | undefined
  readonly cluster: Cluster
  readonly task: FargateTaskDefinition
  readonly taskRole: Role
  readonly logs: LogGroup
  readonly schedulerRole: Role
  readonly #neighbours: Neighbours
  /** Starts containers: pulls the image and opens the log. */
  readonly #executionRole: Role

  constructor(app: Construct, surroundings: Surroundings, neighbours: Neighbours) {
    super(app, "run", surroundings, "the image of lux, and the tasks that build")
    this.#neighbours = neighbours
    const { key } = neighbours.lake
    this.repository = this.#images("Images", this.prefix)
    this.airflowImages =
      this.settings.run.scheduler === "airflow"
        ? this.#images("AirflowImages", `${this.prefix}-airflow`)
        : undefined
    this.cluster = this.#cluster(neighbours.network.vpc)
    this.logs = this.logGroup("Logs", "lux", key)
    this.taskRole = this.#taskRole()
    this.#executionRole = startingRole(this, {
      name: "execution",
      description: "Pulls the image and opens the log",
      images: this.repository,
      logs: this.logs,
      key,
    })
    this.task = this.#task()
    this.#tellsFailures()
    this.schedulerRole = this.#schedulerRole()
    // One scheduler starts builds, never two.
    if (this.settings.run.scheduler === "eventbridge")
      for (const schedule of this.project.schedules) this.#schedule(schedule)
    this.output("Repository", this.repository.repositoryUri, "Where the image is pushed to")
    if (this.airflowImages !== undefined)
      this.output("AirflowRepository", this.airflowImages.repositoryUri, "Where Airflow's image is pushed to")
    this.output("Cluster", this.cluster.clusterName, "cluster of orchestrate.ecs")
    this.output("TaskDefinition", this.task.family, "task_definition of orchestrate.ecs")
    this.output("TaskRole", this.taskRole.roleArn, "What a task of lux may do")
    this.output("LogGroup", this.logs.logGroupName, "log_group of orchestrate.ecs")
  }

  #images(id: string, repositoryName: string): Repository {
    return new Repository(this, id, {
      repositoryName,
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      encryption: RepositoryEncryption.KMS,
      encryptionKey: this.#neighbours.lake.key,
      lifecycleRules: [
        {
          rulePriority: 1,
          description: "untagged",
          tagStatus: TagStatus.UNTAGGED,
          maxImageAge: Duration.days(7),
        },
        { rulePriority: 2, description: "the last thirty", maxImageCount: 30 },
      ],
      removalPolicy: this.dataRemoval,
      emptyOnDelete: this.dataRemoval === RemovalPolicy.DESTROY,
    })
  }

  #cluster(vpc: Vpc): Cluster {
    const cluster = new Cluster(this, "Cluster", {
      clusterName: this.prefix,
      vpc,
      containerInsightsV2: ContainerInsights.ENABLED,
    })
    new CfnClusterCapacityProviderAssociations(this, "Capacity", {
      cluster: cluster.clusterName,
      capacityProviders: ["FARGATE", "FARGATE_SPOT"],
      defaultCapacityProviderStrategy: this.#capacity(),
    })
    return cluster
  }

  /** Of ten tasks eight are on Spot: a task that Spot has no room for is started again by its schedule. */
  #capacity() {
    return this.settings.run.spot
      ? [
          { capacityProvider: "FARGATE_SPOT", weight: 4 },
          { capacityProvider: "FARGATE", weight: 1 },
        ]
      : [{ capacityProvider: "FARGATE", weight: 1 }]
  }

  #taskRole(): Role {
    const { lake, collect, warehouse, spark } = this.#neighbours
    const role = new Role(this, "TaskRole", {
      roleName: `${this.prefix}-task`,
      description: "What lux may do in a task",
      assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": this.settings.account } },
      }),
    })
    const own = ["batches/", "artifacts/", "site/"]
    allowLake(role, lake, { read: ["raw/", "rejected/", "reports/", ...own], write: own, remove: own })
    allow(role, { actions: ["lambda:InvokeFunction"], resources: [collect.notifier.alias.functionArn] })
    warehouse.allowStatements(role)
    spark.allowJobs(role)
    return role
  }

  #task(): FargateTaskDefinition {
    const { cpu, memory_mb } = this.settings.run
    const { lake, collect, warehouse, spark } = this.#neighbours
    const lakeUrl = `s3://${lake.bucketName}`
    const task = new FargateTaskDefinition(this, "Task", {
      family: `${this.prefix}-lux`,
      cpu,
      memoryLimitMiB: memory_mb,
      ephemeralStorageGiB: 30,
      taskRole: this.taskRole,
      executionRole: this.#executionRole.withoutPolicyUpdates(),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    })
    task.addContainer(container, {
      containerName: container,
      image: ContainerImage.fromEcrRepository(this.repository, this.imageTag),
      healthCheck: {
        command: healthCheck,
        interval: Duration.seconds(60),
        timeout: Duration.seconds(30),
        retries: 3,
        startPeriod: Duration.seconds(30),
      },
      logging: LogDrivers.awsLogs({ logGroup: this.logs, streamPrefix: container }),
      // Time for lux to finish the statement it is in, when Spot takes the task away.
      stopTimeout: Duration.seconds(120),
      environment: {
        AWS_REGION: this.region,
        LUX_TARGET: this.settings.target,
        LUX_LOG_FORMAT: "json",
        LUX_LAKE: lakeUrl,
        LUX_BATCHES: `${lakeUrl}/batches`,
        LUX_ARTIFACTS: `${lakeUrl}/artifacts`,
        LUX_FUNCTION_PREFIX: `${this.prefix}-`,
        LUX_ON_FAILURE: `lambda:${collect.notifier.alias.functionArn}`,
        ...warehouse.variables,
        ...spark.variables,
      },
    })
    explain(task, [
      "AwsSolutions-ECS2",
      "None of the variables is a secret: those come from Secrets Manager.",
    ])
    return task
  }

  /** A task that never reached lux, or ended with an error, is told at once, in the form of an alarm. */
  #tellsFailures(): void {
    const task = EventField.fromPath("$.detail.group")
    const rule = new Rule(this, "Failed", {
      ruleName: `${this.prefix}-task-failed`,
      description: "A task of lux that did not end with 0",
      eventPattern: {
        source: ["aws.ecs"],
        detailType: ["ECS Task State Change"],
        detail: {
          clusterArn: [this.cluster.clusterArn],
          lastStatus: ["STOPPED"],
          $or: [{ containers: { exitCode: [{ "anything-but": 0 }] } }, { stopCode: ["TaskFailedToStart"] }],
        },
      },
    })
    rule.addTarget(
      new SnsTopic(this.#neighbours.collect.failures, {
        message: RuleTargetInput.fromObject({
          AlarmName: `task ${task}`,
          NewStateValue: "ALARM",
          NewStateReason: `${EventField.fromPath("$.detail.stoppedReason")} ${EventField.fromPath("$.detail.taskArn")}`,
        }),
      }),
    )
  }

  #schedulerRole(): Role {
    const role = schedulerRole(this, "SchedulerRole", {
      name: "run-scheduler",
      description: "Starts tasks of lux",
      lake: this.#neighbours.lake,
    })
    this.allowTasks(role)
    return role
  }

  /** What the DAGs of Airflow say with variables (`orchestrate:` of lux_project.yml): each is an output of a stack too. */
  dagVariables({ taskSubnets, tasks }: NetworkStack): Readonly<Record<string, string>> {
    return {
      LUX_ECS_CLUSTER: this.cluster.clusterName,
      LUX_ECS_TASK_DEFINITION: this.task.family,
      LUX_ECS_SUBNETS: taskSubnets.map(({ subnetId }) => subnetId).join(","),
      LUX_ECS_SECURITY_GROUPS: tasks.securityGroupId,
      LUX_ECS_LOG_GROUP: this.logs.logGroupName,
    }
  }

  /** Lets a role start tasks of lux. */
  allowTasks(role: Role): void {
    allow(role, {
      actions: ["ecs:RunTask"],
      resources: [`arn:aws:ecs:${this.region}:${this.account}:task-definition/${this.task.family}:*`],
      conditions: { ArnEquals: { "ecs:cluster": this.cluster.clusterArn } },
      why: "Any revision of the one task definition.",
    })
    allow(role, {
      actions: ["iam:PassRole"],
      resources: [this.taskRole.roleArn, this.#executionRole.roleArn],
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    })
  }

  /** What `lux orchestrate eventbridge` wrote, with the addresses that only the account knows. */
  #schedule({ Name, ScheduleExpression, ScheduleExpressionTimezone, Target }: BuildSchedule): void {
    const { network, collect, lake } = this.#neighbours
    new CfnSchedule(this, `${idOf(Name)}Schedule`, {
      name: Name,
      groupName: collect.groups.optional.ref,
      description: `lux build of the DAG ${Name}`,
      scheduleExpression: ScheduleExpression,
      scheduleExpressionTimezone: ScheduleExpressionTimezone,
      state: this.settings.run.paused ? "DISABLED" : "ENABLED",
      flexibleTimeWindow: { mode: "OFF" },
      kmsKeyArn: lake.key.keyArn,
      target: {
        arn: this.cluster.clusterArn,
        roleArn: this.schedulerRole.roleArn,
        input: Target.Input,
        retryPolicy: {
          maximumRetryAttempts: Target.RetryPolicy.MaximumRetryAttempts,
          // Later than that the next run does the work.
          maximumEventAgeInSeconds: 1800,
        },
        deadLetterConfig: { arn: lake.undelivered.queueArn },
        ecsParameters: {
          taskDefinitionArn: this.task.taskDefinitionArn,
          taskCount: 1,
          capacityProviderStrategy: this.#capacity(),
          networkConfiguration: {
            awsvpcConfiguration: {
              subnets: network.taskSubnets.map(({ subnetId }) => subnetId),
              securityGroups: [network.tasks.securityGroupId],
              assignPublicIp: "DISABLED",
            },
          },
          enableEcsManagedTags: true,
          propagateTags: "TASK_DEFINITION",
        },
      },
    })
  }
}
