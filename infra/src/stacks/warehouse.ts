/** Redshift: a serverless workgroup, or a cluster that pauses at night; the role that COPY reads the lake as. */
import { CustomResource, Duration, RemovalPolicy } from "aws-cdk-lib"
import { MathExpression, Metric } from "aws-cdk-lib/aws-cloudwatch"
import { Peer, Port, SecurityGroup } from "aws-cdk-lib/aws-ec2"
import { CompositePrincipal, type IRole, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import {
  CfnCluster,
  CfnClusterParameterGroup,
  CfnClusterSubnetGroup,
  CfnScheduledAction,
} from "aws-cdk-lib/aws-redshift"
import { CfnNamespace, CfnWorkgroup } from "aws-cdk-lib/aws-redshiftserverless"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { type DeployedFunction, deployedFunction, ownCode } from "../functions.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { LakeStack } from "./lake.ts"
import { allowLake } from "./lake-access.ts"
import type { NetworkStack } from "./network.ts"

const port = 5439
const adminUser = "lux_admin"
/** Whom lux logs in to a cluster as; IAM gives the password. A workgroup derives its user from the role. */
const clusterUser = "lux"
const auditLogs = ["connectionlog", "userlog", "useractivitylog"]

export class WarehouseStack extends LuxStack {
  /** What COPY and UNLOAD of Redshift work as. */
  readonly copyRole: Role
  /** Where lux finds Redshift: variables of the target `prod`. */
  readonly variables: Readonly<Record<string, string>>
  /** Sets the usage limits of a workgroup; undefined for a cluster, which has none to set. */
  readonly limiter: DeployedFunction | undefined
  /** ARN that statements are sent to. */
  readonly #statementsTo: string

  constructor(
    app: Construct,
    surroundings: Surroundings,
    { lake, network }: { readonly lake: LakeStack; readonly network: NetworkStack },
  ) {
    super(app, "warehouse", surroundings, "Redshift, and the role that it reads the lake as")
    const { warehouse } = this.settings
    this.copyRole = this.#copyRole(lake)
    const group = this.#securityGroup(network)
    const common = {
      LUX_REDSHIFT_DATABASE: warehouse.database,
      LUX_REDSHIFT_REGION: this.region,
      LUX_REDSHIFT_ROLE: this.copyRole.roleArn,
    }
    const places = { lake, network, group }
    if (warehouse.provisioned === undefined) {
      const { arn, limiter } = this.#workgroup(places)
      this.#statementsTo = arn
      this.limiter = limiter
      this.variables = { ...common, LUX_REDSHIFT_WORKGROUP: this.prefix }
    } else {
      this.#statementsTo = this.#cluster(places, warehouse.provisioned)
      this.limiter = undefined
      this.variables = {
        ...common,
        LUX_REDSHIFT_CLUSTER: this.prefix,
        LUX_REDSHIFT_USER: clusterUser,
        LUX_REDSHIFT_WHEN_PAUSED: "resume",
      }
    }
    this.output("Database", warehouse.database, "LUX_REDSHIFT_DATABASE")
    this.output("CopyRole", this.copyRole.roleArn, "LUX_REDSHIFT_ROLE")
  }

  /** Lets a role run statements through the Data API, as itself, and see the results of its own. */
  allowStatements(role: IRole): void {
    const { region, account, prefix } = this
    allow(role, {
      actions: ["redshift-data:ExecuteStatement", "redshift-data:BatchExecuteStatement"],
      resources: [this.#statementsTo],
    })
    allow(role, {
      actions: [
        "redshift-data:DescribeStatement",
        "redshift-data:GetStatementResult",
        "redshift-data:CancelStatement",
      ],
      resources: ["*"],
      conditions: { StringEquals: { "redshift-data:statement-owner-iam-userid": `\${aws:userid}` } },
      why: "Statements have no ARN; the condition keeps a role to its own.",
    })
    if (this.settings.warehouse.provisioned === undefined) {
      allow(role, { actions: ["redshift-serverless:GetCredentials"], resources: [this.#statementsTo] })
      return
    }
    allow(role, {
      actions: ["redshift:GetClusterCredentials"],
      resources: [
        `arn:aws:redshift:${region}:${account}:dbuser:${prefix}/${clusterUser}`,
        `arn:aws:redshift:${region}:${account}:dbname:${prefix}/${this.settings.warehouse.database}`,
      ],
    })
    allow(role, { actions: ["redshift:ResumeCluster"], resources: [this.#statementsTo] })
  }

  /** RPU hours of a day, of a workgroup. */
  rpuHours(): MathExpression {
    const seconds = new Metric({
      namespace: "AWS/Redshift-Serverless",
      metricName: "ComputeSeconds",
      dimensionsMap: { Workgroup: this.prefix },
      statistic: "Sum",
      period: Duration.days(1),
    })
    return new MathExpression({
      expression: "seconds / 3600",
      usingMetrics: { seconds },
      period: Duration.days(1),
      label: "Redshift, RPU hours a day",
    })
  }

  #copyRole(lake: LakeStack): Role {
    const role = new Role(this, "CopyRole", {
      roleName: `${this.prefix}-copy`,
      description: "What COPY and UNLOAD of Redshift work as",
      // A workgroup asks by both names.
      assumedBy: new CompositePrincipal(
        new ServicePrincipal("redshift.amazonaws.com"),
        new ServicePrincipal("redshift-serverless.amazonaws.com"),
      ),
    })
    allowLake(role, lake, { read: ["batches/"], write: ["batches/", "exports/"] })
    return role
  }

  #securityGroup({ vpc, tasks }: NetworkStack): SecurityGroup {
    const { network, warehouse } = this.settings
    const group = new SecurityGroup(this, "Access", {
      vpc,
      securityGroupName: `${this.prefix}-redshift`,
      description: "Who reaches Redshift on its port",
      allowAllOutbound: true,
    })
    group.addIngressRule(tasks, Port.tcp(port), "tasks of lux")
    for (const range of network.people) group.addIngressRule(Peer.ipv4(range), Port.tcp(port), "people")
    for (const range of warehouse.looker) group.addIngressRule(Peer.ipv4(range), Port.tcp(port), "Looker")
    return group
  }

  #workgroup({ lake, network, group }: Places): { readonly arn: string; readonly limiter: DeployedFunction } {
    const { warehouse } = this.settings
    for (const log of auditLogs) this.serviceLogGroup(log, `/aws/redshift/${this.prefix}/${log}`, lake.key)
    const namespace = new CfnNamespace(this, "Namespace", {
      namespaceName: this.prefix,
      dbName: warehouse.database,
      adminUsername: adminUser,
      manageAdminPassword: true,
      adminPasswordSecretKmsKeyId: lake.key.keyArn,
      kmsKeyId: lake.key.keyArn,
      iamRoles: [this.copyRole.roleArn],
      defaultIamRoleArn: this.copyRole.roleArn,
      logExports: auditLogs,
    })
    // A namespace takes no snapshot when it is deleted: what holds data stays.
    namespace.applyRemovalPolicy(this.dataRemoval)
    const open = warehouse.looker.length > 0
    const subnets = open ? network.vpc.publicSubnets : network.subnets
    const workgroup = new CfnWorkgroup(this, "Workgroup", {
      workgroupName: this.prefix,
      namespaceName: namespace.ref,
      baseCapacity: warehouse.base_rpu,
      maxCapacity: warehouse.max_rpu,
      subnetIds: subnets.map(({ subnetId }) => subnetId),
      securityGroupIds: [group.securityGroupId],
      publiclyAccessible: open,
      enhancedVpcRouting: true,
      port,
      configParameters: [
        { parameterKey: "require_ssl", parameterValue: "true" },
        { parameterKey: "enable_user_activity_logging", parameterValue: "true" },
        { parameterKey: "max_query_execution_time", parameterValue: `${warehouse.query_seconds}` },
      ],
    })
    workgroup.applyRemovalPolicy(this.dataRemoval)
    const arn = workgroup.attrWorkgroupWorkgroupArn
    const limiter = this.#usageLimits(arn, lake)
    this.output("Workgroup", this.prefix, "LUX_REDSHIFT_WORKGROUP")
    this.output("Endpoint", workgroup.attrWorkgroupEndpointAddress, "Where Looker and people connect to")
    return { arn, limiter }
  }

  #usageLimits(workgroupArn: string, lake: LakeStack): DeployedFunction {
    const { warn_daily, stop_monthly } = this.settings.warehouse.rpu_hours
    const limiter = deployedFunction(this, "usage-limits", {
      key: lake.key,
      description: "Sets the usage limits of Redshift when the stack is deployed",
      code: ownCode("usage-limits"),
      handler: "index.handler",
      environment: {},
      timeoutSeconds: 60,
      memoryMb: 256,
      undelivered: lake.undelivered,
      allow: (role) => {
        // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonredshiftserverless.html
        allow(role, {
          actions: ["List", "Create", "Update", "Delete"].map(
            (verb) => `redshift-serverless:${verb}UsageLimit${verb === "List" ? "s" : ""}`,
          ),
          resources: ["*"],
          why: "Actions on usage limits know no narrower resource.",
        })
      },
    })
    new CustomResource(this, "Limits", {
      serviceToken: limiter.alias.functionArn,
      resourceType: "Custom::UsageLimits",
      removalPolicy: RemovalPolicy.DESTROY,
      properties: {
        WorkgroupArn: workgroupArn,
        Limits: [
          { Period: "daily", RpuHours: warn_daily, BreachAction: "emit-metric" },
          { Period: "monthly", RpuHours: stop_monthly, BreachAction: "deactivate" },
        ],
      },
    })
    return limiter
  }

  #cluster(
    { lake, network, group }: Places,
    { node_type, nodes, nightly }: NonNullable<WarehouseStack["settings"]["warehouse"]["provisioned"]>,
  ): string {
    const { warehouse } = this.settings
    for (const log of auditLogs)
      this.serviceLogGroup(log, `/aws/redshift/cluster/${this.prefix}/${log}`, lake.key)
    const open = warehouse.looker.length > 0
    const parameters = new CfnClusterParameterGroup(this, "Parameters", {
      description: `Of ${this.prefix}`,
      parameterGroupFamily: "redshift-2.0",
      parameters: [
        { parameterName: "require_ssl", parameterValue: "true" },
        { parameterName: "enable_user_activity_logging", parameterValue: "true" },
        { parameterName: "max_concurrency_scaling_clusters", parameterValue: "0" },
        {
          parameterName: "wlm_json_configuration",
          parameterValue: JSON.stringify(queriesEndAfter(warehouse.query_seconds)),
        },
      ],
    })
    const subnetGroup = new CfnClusterSubnetGroup(this, "Subnets", {
      description: `Of ${this.prefix}`,
      subnetIds: (open ? network.vpc.publicSubnets : network.subnets).map(({ subnetId }) => subnetId),
    })
    const cluster = new CfnCluster(this, "Cluster", {
      clusterIdentifier: this.prefix,
      clusterType: nodes === 1 ? "single-node" : "multi-node",
      ...(nodes === 1 ? {} : { numberOfNodes: nodes }),
      nodeType: node_type,
      dbName: warehouse.database,
      masterUsername: adminUser,
      manageMasterPassword: true,
      masterPasswordSecretKmsKeyId: lake.key.keyArn,
      encrypted: true,
      kmsKeyId: lake.key.keyArn,
      iamRoles: [this.copyRole.roleArn],
      clusterParameterGroupName: parameters.ref,
      clusterSubnetGroupName: subnetGroup.ref,
      vpcSecurityGroupIds: [group.securityGroupId],
      publiclyAccessible: open,
      enhancedVpcRouting: true,
      allowVersionUpgrade: true,
      automatedSnapshotRetentionPeriod: 7,
      port,
      loggingProperties: { logDestinationType: "cloudwatch", logExports: auditLogs },
    })
    cluster.applyRemovalPolicy(
      this.dataRemoval === RemovalPolicy.RETAIN ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    )
    explain(
      cluster,
      ["AwsSolutions-RS4", "The port is the one that Looker and people know; who reaches it is said above."],
      ["AwsSolutions-RS5", "Audit logs go to CloudWatch, and from there to the lake."],
      ["AwsSolutions-RS8", "It has a public address only for the ranges of Looker in the settings."],
    )
    const arn = `arn:aws:redshift:${this.region}:${this.account}:cluster:${this.prefix}`
    if (nightly !== undefined) this.#nightly(nightly, arn, cluster)
    this.output("RedshiftCluster", cluster.ref, "LUX_REDSHIFT_CLUSTER")
    this.output("AdminSecret", cluster.attrMasterPasswordSecretArn, "Of the administrator")
    this.output("Endpoint", cluster.attrEndpointAddress, "Where Looker and people connect to")
    return arn
  }

  #nightly(times: { readonly pause: string; readonly resume: string }, arn: string, cluster: CfnCluster) {
    const role = new Role(this, "NightlyRole", {
      roleName: `${this.prefix}-redshift-nightly`,
      description: "Pauses the cluster, and resumes it",
      assumedBy: new ServicePrincipal("scheduler.redshift.amazonaws.com"),
    })
    allow(role, { actions: ["redshift:PauseCluster", "redshift:ResumeCluster"], resources: [arn] })
    const target = { clusterIdentifier: cluster.ref }
    for (const [name, schedule, targetAction] of [
      ["pause", times.pause, { pauseCluster: target }],
      ["resume", times.resume, { resumeCluster: target }],
    ] as const)
      new CfnScheduledAction(this, `Nightly-${name}`, {
        scheduledActionName: `${this.prefix}-${name}`,
        schedule,
        iamRole: role.roleArn,
        targetAction,
        enable: true,
      })
  }
}

interface Places {
  readonly lake: LakeStack
  readonly network: NetworkStack
  readonly group: SecurityGroup
}

/** Automatic queues, with a rule that ends what runs too long. */
function queriesEndAfter(seconds: number): unknown {
  return [
    {
      auto_wlm: true,
      rules: [
        {
          rule_name: "too_long",
          predicate: [{ metric_name: "query_execution_time", operator: ">", value: seconds }],
          action: "abort",
        },
      ],
    },
  ]
}
