/** Spark for stage models: an application of EMR Serverless, and, as a choice, roles of clusters that live for one command. */
import { Duration } from "aws-cdk-lib"
import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch"
import { CfnApplication } from "aws-cdk-lib/aws-emrserverless"
import { CfnInstanceProfile, type IRole, ManagedPolicy, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { LakeStack } from "./lake.ts"
import { allowLake } from "./lake-access.ts"

export class SparkStack extends LuxStack {
  /** Where lux finds the application: variables of the target `prod`. */
  readonly variables: Readonly<Record<string, string>>
  readonly applicationId: string
  readonly jobRole: Role
  #clusterRoles: readonly Role[] = []

  constructor(app: Construct, surroundings: Surroundings, lake: LakeStack) {
    super(app, "spark", surroundings, "Spark for stage models")
    const { release, max_vcpu, max_memory_gb, idle_minutes, clusters } = this.settings.spark
    this.jobRole = this.#jobRole(lake)
    // Without a capacity that is kept, nothing runs while no job does. Without a network it reaches S3 by itself.
    const application = new CfnApplication(this, "Application", {
      name: this.prefix,
      type: "SPARK",
      releaseLabel: release,
      architecture: "ARM64",
      autoStartConfiguration: { enabled: true },
      autoStopConfiguration: { enabled: true, idleTimeoutMinutes: idle_minutes },
      maximumCapacity: { cpu: `${max_vcpu} vCPU`, memory: `${max_memory_gb} GB` },
    })
    this.applicationId = application.attrApplicationId
    this.variables = {
      LUX_SPARK_APPLICATION: this.applicationId,
      LUX_SPARK_ROLE: this.jobRole.roleArn,
    }
    this.output("SparkApplication", this.applicationId, "LUX_SPARK_APPLICATION")
    this.output("SparkRole", this.jobRole.roleArn, "LUX_SPARK_ROLE")
    if (clusters) this.#clusters(lake)
  }

  /** Lets a role start jobs, follow and end them. */
  allowJobs(role: IRole): void {
    const { region, account } = this.settings
    const application = `arn:aws:emr-serverless:${region}:${account}:/applications/${this.applicationId}`
    allow(role, {
      actions: ["emr-serverless:StartJobRun", "emr-serverless:ListJobRuns"],
      resources: [application],
    })
    allow(role, {
      actions: ["emr-serverless:GetJobRun", "emr-serverless:CancelJobRun", "emr-serverless:TagResource"],
      resources: [`arn:aws:emr-serverless:${region}:${account}:/applications/*/jobruns/*`],
      why: "The service names applications and jobs; the account of an environment has this application alone.",
    })
    allow(role, {
      actions: ["iam:PassRole"],
      resources: [this.jobRole.roleArn],
      conditions: { StringEquals: { "iam:PassedToService": "emr-serverless.amazonaws.com" } },
    })
    if (this.#clusterRoles.length === 0) return
    allow(role, {
      actions: [
        "elasticmapreduce:RunJobFlow",
        "elasticmapreduce:AddTags",
        "elasticmapreduce:AddJobFlowSteps",
        "elasticmapreduce:CancelSteps",
        "elasticmapreduce:DescribeCluster",
        "elasticmapreduce:DescribeStep",
        "elasticmapreduce:ListSteps",
        "elasticmapreduce:PutAutoTerminationPolicy",
        "elasticmapreduce:TerminateJobFlows",
      ],
      resources: [`arn:aws:elasticmapreduce:${region}:${account}:cluster/*`],
      why: "The service gives clusters their names.",
    })
    allow(role, {
      actions: ["elasticmapreduce:ListClusters"],
      resources: ["*"],
      why: "The action knows no narrower resource.",
    })
    allow(role, {
      actions: ["iam:PassRole"],
      resources: this.#clusterRoles.map(({ roleArn }) => roleArn),
      conditions: {
        StringEquals: { "iam:PassedToService": ["elasticmapreduce.amazonaws.com", "ec2.amazonaws.com"] },
      },
    })
  }

  /**
   * vCPU minutes of a day: the service writes once a minute what jobs have, by kind of worker and of capacity, and no sum
   * (https://docs.aws.amazon.com/emr/latest/EMR-Serverless-UserGuide/app-job-metrics.html).
   */
  vcpuMinutes(): MathExpression {
    const period = Duration.days(1)
    const usingMetrics = Object.fromEntries(
      ["Spark_Driver", "Spark_Executor"].flatMap((WorkerType) =>
        ["OnDemandCapacity", "PreInitCapacity"].map((CapacityAllocationType) => [
          `${WorkerType}_${CapacityAllocationType}`.toLowerCase(),
          new Metric({
            namespace: "AWS/EMRServerless",
            metricName: "CPUAllocated",
            dimensionsMap: {
              ApplicationId: this.applicationId,
              ApplicationName: this.prefix,
              WorkerType,
              CapacityAllocationType,
            },
            statistic: "Sum",
            period,
          }),
        ]),
      ),
    )
    return new MathExpression({
      expression: Object.keys(usingMetrics)
        .map((id) => `FILL(${id}, 0)`)
        .join(" + "),
      usingMetrics,
      period,
      label: "EMR Serverless, vCPU minutes a day",
    })
  }

  #jobRole(lake: LakeStack): Role {
    const role = new Role(this, "JobRole", {
      roleName: `${this.prefix}-spark`,
      description: "What a job of Spark may do",
      assumedBy: new ServicePrincipal("emr-serverless.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": this.settings.account } },
      }),
    })
    allowLake(role, lake, workOf)
    return role
  }

  /** For `run_on: emr`: the service's role starts nodes, the nodes' profile reads and writes the lake. */
  #clusters(lake: LakeStack): void {
    const nodes = new Role(this, "NodeRole", {
      roleName: `${this.prefix}-emr-node`,
      description: "What nodes of a cluster may do",
      assumedBy: new ServicePrincipal("ec2.amazonaws.com"),
    })
    allowLake(nodes, lake, workOf)
    const service = new Role(this, "ServiceRole", {
      roleName: `${this.prefix}-emr`,
      description: "Starts and ends nodes",
      assumedBy: new ServicePrincipal("elasticmapreduce.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": this.settings.account } },
      }),
      // It acts on what has the tag for-use-with-amazon-emr-managed-policies alone.
      managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName("service-role/AmazonEMRServicePolicy_v2")],
    })
    explain(service, [
      "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEMRServicePolicy_v2]",
      "The service adds actions with its releases; the policy is bound to a tag.",
    ])
    allow(service, {
      actions: ["iam:PassRole"],
      resources: [nodes.roleArn],
      conditions: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } },
    })
    this.#clusterRoles = [service, nodes]
    const profile = new CfnInstanceProfile(this, "NodeProfile", {
      instanceProfileName: nodes.roleName,
      roles: [nodes.roleName],
    })
    this.output("ServiceRole", service.roleName, "service_role of a target that runs on EMR")
    this.output("NodeProfile", profile.ref, "instance_profile of a target that runs on EMR")
  }
}

/** Scripts, results and logs are in `_spark` of the batches. Spark removes temporary objects of its own. */
const workOf = {
  read: ["raw/", "batches/"],
  write: ["batches/"],
  remove: ["batches/"],
} as const
