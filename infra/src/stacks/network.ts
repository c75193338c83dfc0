/** The network: two kinds of subnets in each zone, endpoints instead of a NAT gateway, no bastion. */
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from "aws-cdk-lib/aws-ec2"
import type { Construct } from "constructs"
import { explain, explainTemplate } from "../findings.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { LakeStack } from "./lake.ts"

/** What tasks call. Each costs by the hour and zone. */
const services = {
  SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
  RedshiftData: InterfaceVpcEndpointAwsService.REDSHIFT_DATA,
  RedshiftServerless: InterfaceVpcEndpointAwsService.REDSHIFT_SERVERLESS,
  Ecr: InterfaceVpcEndpointAwsService.ECR,
  EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
  Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
  EmrServerless: InterfaceVpcEndpointAwsService.EMR_SERVERLESS,
  Lambda: InterfaceVpcEndpointAwsService.LAMBDA,
  Kms: InterfaceVpcEndpointAwsService.KMS,
  // Session Manager, and `ecs execute-command`, in place of a bastion.
  SsmMessages: InterfaceVpcEndpointAwsService.SSM_MESSAGES,
} as const

export class NetworkStack extends LuxStack {
  readonly vpc: Vpc
  /** Of tasks of lux: nothing comes in. */
  readonly tasks: SecurityGroup

  constructor(app: Construct, surroundings: Surroundings, { key }: LakeStack) {
    super(app, "network", surroundings, "network, endpoints, who reaches what")
    const { cidr, nat } = this.settings.network
    this.vpc = new Vpc(this, "Vpc", {
      vpcName: this.prefix,
      ipAddresses: IpAddresses.cidr(cidr),
      availabilityZones: [...this.settings.zones],
      natGateways: nat ? 1 : 0,
      subnetConfiguration: [
        { name: "public", subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        {
          name: "private",
          subnetType: nat ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED,
          cidrMask: 22,
        },
      ],
      flowLogs: {
        Rejected: {
          destination: FlowLogDestination.toCloudWatchLogs(this.logGroup("FlowLogs", "network", key)),
        },
      },
    })
    this.vpc.addGatewayEndpoint("S3", { service: GatewayVpcEndpointAwsService.S3 })
    this.tasks = new SecurityGroup(this, "Tasks", {
      vpc: this.vpc,
      securityGroupName: `${this.prefix}-tasks`,
      description: "Tasks of lux",
      allowAllOutbound: true,
    })
    const endpoints = new SecurityGroup(this, "Endpoints", {
      vpc: this.vpc,
      securityGroupName: `${this.prefix}-endpoints`,
      description: "Endpoints of AWS services",
      allowAllOutbound: false,
    })
    endpoints.addIngressRule(Peer.ipv4(cidr), Port.HTTPS, "from the network")
    explain(endpoints, [
      "CdkNagValidationFailure[AwsSolutions-EC23]",
      "The range is that of the network itself, not of the internet.",
    ])
    explainTemplate(this, ["W3010", "Zones are named in the settings, so that a synthesis asks nobody."])
    const subnets = this.taskSubnets
    const { warehouse, spark, run } = this.settings
    const called = {
      ...services,
      // Resumes a paused cluster.
      ...(warehouse.provisioned === undefined ? {} : { Redshift: InterfaceVpcEndpointAwsService.REDSHIFT }),
      // Airflow starts tasks, and tells of those that failed.
      ...(run.scheduler === "airflow"
        ? { Ecs: InterfaceVpcEndpointAwsService.ECS, Sns: InterfaceVpcEndpointAwsService.SNS }
        : {}),
      ...(spark.clusters ? { Emr: InterfaceVpcEndpointAwsService.EMR } : {}),
    }
    for (const [id, service] of Object.entries(called))
      this.vpc.addInterfaceEndpoint(id, {
        service,
        securityGroups: [endpoints],
        open: false,
        subnets: { subnets },
      })
    this.output("VpcId", this.vpc.vpcId, "The network")
    this.output(
      "TaskSubnets",
      subnets.map(({ subnetId }) => subnetId).join(","),
      "subnets of orchestrate.ecs",
    )
    this.output("TaskSecurityGroup", this.tasks.securityGroupId, "security_groups of orchestrate.ecs")
  }

  /** Two zones are enough for tasks and endpoints; the third is for Redshift Serverless alone. */
  get taskSubnets() {
    return this.subnets.slice(0, 2)
  }

  /** The private ones, in the order of the zones. */
  get subnets() {
    const { isolatedSubnets, privateSubnets } = this.vpc
    return this.settings.network.nat ? privateSubnets : isolatedSubnets
  }
}
