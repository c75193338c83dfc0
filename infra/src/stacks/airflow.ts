/** Airflow on ECS, where `run.scheduler` of the settings is `airflow`: it starts tasks of lux, and does no work itself. */
import { Duration, RemovalPolicy } from "aws-cdk-lib"
import { InstanceType, Peer, Port, SecurityGroup } from "aws-cdk-lib/aws-ec2"
import type { Repository } from "aws-cdk-lib/aws-ecr"
import {
  ContainerImage,
  CpuArchitecture,
  Secret as EcsSecret,
  FargateService,
  FargateTaskDefinition,
  LogDrivers,
  OperatingSystemFamily,
} from "aws-cdk-lib/aws-ecs"
import {
  ApplicationLoadBalancer,
  ApplicationProtocol,
  type ApplicationTargetGroup,
} from "aws-cdk-lib/aws-elasticloadbalancingv2"
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { LogGroup } from "aws-cdk-lib/aws-logs"
import {
  Credentials,
  DatabaseInstance,
  DatabaseInstanceEngine,
  PostgresEngineVersion,
  StorageType,
} from "aws-cdk-lib/aws-rds"
import { type ISecret, Secret } from "aws-cdk-lib/aws-secretsmanager"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import { startingRole } from "../starting-role.ts"
import { allowLake } from "./lake-access.ts"
import type { Neighbours, RunStack } from "./run.ts"

/** The parts of Airflow: each a service whose containers are replaced one after the other. */
const parts = {
  "api-server": { cpu: 512, memory_mb: 2048 },
  scheduler: { cpu: 1024, memory_mb: 3072 },
  "dag-processor": { cpu: 512, memory_mb: 1024 },
  triggerer: { cpu: 256, memory_mb: 1024 },
} as const
type Part = keyof typeof parts

/** Each asks the part that runs in its own container. */
export const airflowHealth: Readonly<Record<Part, string>> = {
  "api-server":
    "python -c \"import urllib.request; urllib.request.urlopen('http://localhost:8080/api/v2/monitor/health', timeout=30)\"",
  scheduler: "airflow jobs check --job-type SchedulerJob --local",
  "dag-processor": "airflow jobs check --job-type DagProcessorJob --local",
  triggerer: "airflow jobs check --job-type TriggererJob --local",
}

interface Secrets {
  readonly fernet: Secret
  readonly api: Secret
  readonly jwt: Secret
  readonly admin: Secret
}

const port = 8080
const databasePort = 5432
const databaseName = "airflow"

export class AirflowStack extends LuxStack {
  readonly #images: Repository
  readonly database: DatabaseInstance
  readonly services: readonly FargateService[]
  readonly targets: ApplicationTargetGroup
  readonly logs: LogGroup
  readonly #neighbours: Neighbours & { readonly run: RunStack }
  readonly #group: SecurityGroup

  constructor(
    app: Construct,
    surroundings: Surroundings,
    neighbours: Neighbours & { readonly run: RunStack },
  ) {
    super(app, "airflow", surroundings, "Airflow, which starts tasks of lux")
    this.#neighbours = neighbours
    const { lake, network, run } = neighbours
    const { vpc } = network
    if (run.airflowImages === undefined) throw new Error("the stack run has no repository for Airflow")
    this.#images = run.airflowImages
    this.logs = this.logGroup("Logs", "airflow", lake.key)
    this.#group = new SecurityGroup(this, "Group", {
      vpc,
      securityGroupName: `${this.prefix}-airflow`,
      description: "Containers of Airflow",
      allowAllOutbound: true,
    })
    this.database = this.#database()
    const balancer = this.#balancer()
    const address = `http://${balancer.loadBalancerDnsName}`
    const secrets = this.#secrets()
    const taskRole = this.#taskRole()
    const executionRole = this.#executionRole(secrets)
    const subnets = network.taskSubnets
    const services = new Map<Part, FargateService>()
    for (const part of Object.keys(parts) as Part[]) {
      const task = this.#task(part, { taskRole, executionRole, secrets, address })
      const service = new FargateService(this, `${part}Service`, {
        serviceName: `${this.prefix}-airflow-${part}`,
        cluster: run.cluster,
        taskDefinition: task,
        desiredCount: 1,
        // The new container is healthy before the old one goes; one that does not become healthy is rolled back.
        minHealthyPercent: 100,
        maxHealthyPercent: 200,
        circuitBreaker: { rollback: true },
        ...(part === "api-server" ? { healthCheckGracePeriod: Duration.minutes(5) } : {}),
        vpcSubnets: { subnets: [...subnets] },
        securityGroups: [this.#group],
        assignPublicIp: false,
        capacityProviderStrategies: [{ capacityProvider: "FARGATE", weight: 1 }],
        enableExecuteCommand: false,
      })
      services.set(part, service)
    }
    this.services = [...services.values()]
    const server = services.get("api-server")
    this.targets = balancer
      .addListener("Http", { port: 80, protocol: ApplicationProtocol.HTTP, open: false })
      .addTargets("ApiServer", {
        targets: server === undefined ? [] : [server],
        port,
        protocol: ApplicationProtocol.HTTP,
        deregistrationDelay: Duration.seconds(30),
        healthCheck: {
          path: "/api/v2/monitor/health",
          interval: Duration.seconds(30),
          healthyHttpCodes: "200",
        },
      })
    this.output("AirflowAddress", address, "Airflow's pages, from inside the network")
    this.output("AirflowAdmin", secrets.admin.secretName, "Secret with the password of the user admin")
  }

  /** What Airflow knows of its runs. The data is elsewhere: losing it loses the past runs alone. */
  #database(): DatabaseInstance {
    const { lake, network } = this.#neighbours
    const group = new SecurityGroup(this, "DatabaseGroup", {
      vpc: network.vpc,
      securityGroupName: `${this.prefix}-airflow-database`,
      description: "The database of Airflow",
      allowAllOutbound: false,
    })
    group.addIngressRule(this.#group, Port.tcp(databasePort), "from Airflow")
    const database = new DatabaseInstance(this, "Database", {
      instanceIdentifier: `${this.prefix}-airflow`,
      engine: DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.VER_17_7 }),
      instanceType: new InstanceType(this.settings.airflow.database),
      vpc: network.vpc,
      vpcSubnets: { subnets: [...network.subnets] },
      securityGroups: [group],
      databaseName,
      port: databasePort,
      credentials: Credentials.fromGeneratedSecret("airflow", {
        secretName: `${this.prefix}/airflow-database`,
        encryptionKey: lake.key,
        excludeCharacters: " %+~`#$&*()|[]{}:;<>?!'/@\"\\,=^",
      }),
      allocatedStorage: 20,
      maxAllocatedStorage: 100,
      storageType: StorageType.GP3,
      storageEncrypted: true,
      storageEncryptionKey: lake.key,
      backupRetention: Duration.days(7),
      autoMinorVersionUpgrade: true,
      deletionProtection: this.settings.keep_data,
      removalPolicy: this.settings.keep_data ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
      publiclyAccessible: false,
    })
    explain(
      database,
      [
        "AwsSolutions-RDS3",
        "Airflow may be away for the minutes of a restore: schedules are caught up by the next run.",
      ],
      [
        "AwsSolutions-SMG4",
        "The password is in use while Airflow runs: docs/guides/production.md has the command that renews it.",
      ],
      ["AwsSolutions-RDS11", "Only containers of Airflow reach the port, which is no secret."],
      ...(this.settings.keep_data
        ? []
        : [["AwsSolutions-RDS10", "Nothing of this environment outlives its stack."] as const]),
    )
    return database
  }

  /** People come through the network (`network.people`), or by Session Manager; nothing comes from the internet. */
  #balancer(): ApplicationLoadBalancer {
    const { network } = this.#neighbours
    const group = new SecurityGroup(this, "BalancerGroup", {
      vpc: network.vpc,
      securityGroupName: `${this.prefix}-airflow-pages`,
      description: "Pages of Airflow",
      allowAllOutbound: false,
    })
    group.addEgressRule(this.#group, Port.tcp(port), "to Airflow")
    this.#group.addIngressRule(group, Port.tcp(port), "from the load balancer")
    for (const range of [this.settings.network.cidr, ...this.settings.network.people])
      group.addIngressRule(Peer.ipv4(range), Port.HTTP, "people, and Airflow itself")
    explain(group, [
      "CdkNagValidationFailure[AwsSolutions-EC23]",
      "The ranges are those of the network and of its people, not of the internet.",
    ])
    const balancer = new ApplicationLoadBalancer(this, "Balancer", {
      loadBalancerName: `${this.prefix}-airflow`.slice(0, 32).replace(/-+$/, ""),
      vpc: network.vpc,
      internetFacing: false,
      vpcSubnets: { subnets: [...network.taskSubnets] },
      securityGroup: group,
      dropInvalidHeaderFields: true,
      deletionProtection: this.settings.keep_data,
    })
    explain(balancer, [
      "AwsSolutions-ELB2",
      "Airflow logs who did what; nothing but its own pages is behind the balancer.",
    ])
    return balancer
  }

  #secrets(): Secrets {
    const { key } = this.#neighbours.lake
    const generated = (id: string, name: string, description: string, length: number): Secret => {
      const secret = new Secret(this, id, {
        secretName: `${this.prefix}/${name}`,
        description,
        encryptionKey: key,
        generateSecretString: { passwordLength: length, excludePunctuation: true },
        removalPolicy: this.dataRemoval,
      })
      explain(secret, [
        "AwsSolutions-SMG4",
        "All parts of Airflow must have the same one: it is renewed by hand, with a deployment.",
      ])
      return secret
    }
    return {
      // With a sign at its end, 43 letters and digits are a Fernet key: start.sh.
      fernet: generated("Fernet", "airflow-fernet", "Encrypts connections and variables of Airflow", 43),
      api: generated("ApiKey", "airflow-api", "Signs sessions of Airflow's pages", 48),
      jwt: generated("JwtKey", "airflow-jwt", "Signs what tasks show Airflow's API", 64),
      admin: generated("Admin", "airflow-admin", "Password of Airflow's user admin", 24),
    }
  }

  #executionRole(secrets: Secrets): Role {
    const role = startingRole(this, {
      name: "airflow-execution",
      description: "Pulls Airflow's image, reads its secrets and opens the log",
      images: this.#images,
      logs: this.logs,
      key: this.#neighbours.lake.key,
    })
    const { secret } = this.database
    allow(role, {
      actions: ["secretsmanager:GetSecretValue"],
      resources: [...Object.values(secrets), ...(secret === undefined ? [] : [secret])].map(
        ({ secretArn }) => secretArn,
      ),
    })
    return role
  }

  /** What Airflow's own tasks do: start tasks of lux, wait for them, read their log, keep their own log in the lake. */
  #taskRole(): Role {
    const { lake, run, collect } = this.#neighbours
    const role = new Role(this, "TaskRole", {
      roleName: `${this.prefix}-airflow`,
      description: "What Airflow may do",
      assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": this.account } },
      }),
    })
    run.allowTasks(role)
    allow(role, {
      actions: ["ecs:DescribeTasks", "ecs:StopTask"],
      resources: [`arn:aws:ecs:${this.region}:${this.account}:task/${this.prefix}/*`],
      conditions: { ArnEquals: { "ecs:cluster": run.cluster.clusterArn } },
      why: "ECS gives tasks their names.",
    })
    allow(role, {
      actions: ["logs:GetLogEvents"],
      resources: [`arn:aws:logs:${this.region}:${this.account}:log-group:/${this.prefix}/lux:log-stream:*`],
      why: "Each task has a stream of its own.",
    })
    allow(role, { actions: ["sns:Publish"], resources: [collect.failures.topicArn] })
    allowLake(role, lake, { read: ["airflow/"], write: ["airflow/"] })
    return role
  }

  #task(
    part: Part,
    {
      taskRole,
      executionRole,
      secrets,
      address,
    }: {
      readonly taskRole: Role
      readonly executionRole: Role
      readonly secrets: Secrets
      readonly address: string
    },
  ): FargateTaskDefinition {
    const { lake, network, run, collect } = this.#neighbours
    const { cpu, memory_mb } = parts[part]
    const task = new FargateTaskDefinition(this, `${part}Task`, {
      family: `${this.prefix}-airflow-${part}`,
      cpu,
      memoryLimitMiB: memory_mb,
      taskRole,
      executionRole: executionRole.withoutPolicyUpdates(),
      runtimePlatform: {
        cpuArchitecture: CpuArchitecture.ARM64,
        operatingSystemFamily: OperatingSystemFamily.LINUX,
      },
    })
    const { secret } = this.database
    if (secret === undefined) throw new Error("the database has no secret")
    // By its address: the role may read it already, and the key of another stack must not name the role.
    const secretValue = ({ secretArn, node }: ISecret, field?: string): EcsSecret =>
      EcsSecret.fromSecretsManager(
        Secret.fromSecretCompleteArn(task, `${node.id}${field ?? ""}`, secretArn),
        field,
      )
    task.addContainer("airflow", {
      containerName: "airflow",
      image: ContainerImage.fromEcrRepository(this.#images, this.imageTag),
      command: [part],
      portMappings: part === "api-server" ? [{ containerPort: port }] : [],
      healthCheck: {
        command: ["CMD-SHELL", airflowHealth[part]],
        interval: Duration.seconds(60),
        timeout: Duration.seconds(50),
        retries: 3,
        // The first start migrates the database.
        startPeriod: Duration.seconds(300),
      },
      stopTimeout: Duration.seconds(120),
      logging: LogDrivers.awsLogs({ logGroup: this.logs, streamPrefix: part }),
      environment: {
        AWS_DEFAULT_REGION: this.region,
        DATABASE_HOST: this.database.dbInstanceEndpointAddress,
        DATABASE_PORT: String(databasePort),
        DATABASE_NAME: databaseName,
        AIRFLOW__CORE__EXECUTOR: "LocalExecutor",
        AIRFLOW__CORE__AUTH_MANAGER: "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager",
        AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${address}/execution/`,
        AIRFLOW__CORE__LOAD_EXAMPLES: "False",
        AIRFLOW__CORE__PARALLELISM: String(this.settings.airflow.tasks_at_once),
        AIRFLOW__API__BASE_URL: address,
        AIRFLOW__API__PORT: String(port),
        AIRFLOW__LOGGING__REMOTE_LOGGING: "True",
        AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER: `s3://${lake.bucketName}/airflow/logs`,
        LUX_FAILURES_TOPIC: collect.failures.topicArn,
        ...run.dagVariables(network),
      },
      secrets: {
        DATABASE_USER: secretValue(secret, "username"),
        DATABASE_PASSWORD: secretValue(secret, "password"),
        FERNET_SEED: secretValue(secrets.fernet),
        AIRFLOW__API__SECRET_KEY: secretValue(secrets.api),
        AIRFLOW__API_AUTH__JWT_SECRET: secretValue(secrets.jwt),
        ...(part === "api-server" ? { ADMIN_PASSWORD: secretValue(secrets.admin) } : {}),
      },
    })
    explain(task, [
      "AwsSolutions-ECS2",
      "None of the variables is a secret: those come from Secrets Manager.",
    ])
    return task
  }
}
