import { beforeAll, describe, expect, it } from "vitest"
import * as z from "zod"
import { tool } from "../../src/dev/tools.testkit.ts"
import { type Resource, root, type Synthesised, synthesised } from "./synthesised.testkit.ts"
import { runbook } from "./watch/runbook.ts"

let production: Synthesised
let staging: Synthesised
beforeAll(() => {
  production = synthesised("production")
  staging = synthesised("staging")
})

const texts = z.union([z.string().transform((each) => [each]), z.array(z.string())])
const statementSchema = z.object({
  Effect: z.string(),
  Action: texts.default([]),
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
})
const documentSchema = z.object({ Statement: z.array(statementSchema) })
type Statement = z.output<typeof statementSchema>

/** Everything that allows something: policies of roles, queues, topics, buckets and keys. */
function statementsOf({ Properties }: Resource): readonly Statement[] {
  const documents = [
    Properties["PolicyDocument"],
    Properties["KeyPolicy"],
    Properties["AssumeRolePolicyDocument"],
    ...z
      .array(z.object({ PolicyDocument: z.unknown() }))
      .default([])
      .parse(Properties["Policies"])
      .map(({ PolicyDocument }) => PolicyDocument),
  ]
  return documents.flatMap((document) =>
    document === undefined ? [] : documentSchema.parse(document).Statement,
  )
}

const tellable = (resources: readonly Resource[]): readonly string[] => resources.map(({ id }) => id)

const cfnLint = tool("cfn-lint")

describe("all stacks", () => {
  cfnLint.needing.it("have no error of cfn-lint", () => {
    expect(production.templates.length).toBe(8)
    // Of its warnings, zones are named on purpose, and dependencies that the CDK says twice do no harm.
    const ignored = ["--ignore-checks", "W3005", "W3010"]
    const airflow = staging.templates.filter((path) => path.includes("-airflow."))
    expect(airflow).toHaveLength(1)
    const said = cfnLint.run(
      [...ignored, "--regions", "eu-west-1", "--template", ...production.templates, ...airflow],
      root,
    )
    expect(said).toEqual({ code: 0, text: "" })
  })

  it("have no finding of cdk-nag, and none of CloudFormation's own check, that is not explained", () => {
    expect(production.violations).toEqual([])
    expect(staging.violations).toEqual([])
  })

  it("allow no pattern of actions", () => {
    const wide = production.resources.flatMap((resource) =>
      statementsOf(resource)
        .filter(({ Effect, Action }) => Effect === "Allow" && Action.some((each) => each.includes("*")))
        .map(({ Action }) => `${resource.Type} ${Action.join(",")}`),
    )
    // All in the policy of the key: the account's administrators, Secrets Manager for who may use its secrets, and events.
    expect(wide).toEqual([
      "AWS::KMS::Key kms:*",
      "AWS::KMS::Key kms:CreateGrant,kms:Decrypt,kms:DescribeKey,kms:Encrypt,kms:GenerateDataKey*,kms:ReEncrypt*",
      "AWS::KMS::Key kms:Decrypt,kms:GenerateDataKey*",
    ])
  })

  it("allow roles no action on all resources, but what knows none", () => {
    const everywhere = production
      .ofType("AWS::IAM::Policy")
      .flatMap((resource) =>
        statementsOf(resource).flatMap(({ Action, Resource }) => (Resource === "*" ? Action : [])),
      )
    expect(everywhere).toEqual([
      "redshift-serverless:CreateUsageLimit",
      "redshift-serverless:DeleteUsageLimit",
      "redshift-serverless:ListUsageLimits",
      "redshift-serverless:UpdateUsageLimit",
      // Bound to a role's own statements by a condition.
      "redshift-data:CancelStatement",
      "redshift-data:DescribeStatement",
      "redshift-data:GetStatementResult",
      "ecr:GetAuthorizationToken",
      "ecr:GetAuthorizationToken",
    ])
  })

  it("use no managed policy", () => {
    expect(
      production.ofType("AWS::IAM::Role").flatMap(({ Properties }) => Properties["ManagedPolicyArns"] ?? []),
    ).toEqual([])
  })

  it("let nobody outside the account in", () => {
    const open = production.resources.flatMap((resource) =>
      statementsOf(resource)
        .filter(
          ({ Effect, Principal, Condition }) =>
            Effect === "Allow" && isEverybody(Principal) && Condition === undefined,
        )
        .map(() => resource.id),
    )
    expect(open).toEqual([])
  })

  it("tag what has tags", () => {
    for (const bucket of production.ofType("AWS::S3::Bucket")) {
      const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).parse(bucket.Properties["Tags"])
      expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toMatchObject({
        owner: "brand-analytics",
        "lux:project": "luxury-brands",
        "lux:environment": "production",
        "lux:stack": "lake",
      })
    }
  })

  const holding = [
    "AWS::S3::Bucket",
    "AWS::KMS::Key",
    "AWS::SecretsManager::Secret",
    "AWS::ECR::Repository",
    "AWS::Logs::LogGroup",
    "AWS::SQS::Queue",
    "AWS::RedshiftServerless::Namespace",
    "AWS::RedshiftServerless::Workgroup",
  ]
  it.each(holding)("say what becomes of each %s", (type) => {
    expect(production.ofType(type).length).toBeGreaterThan(0)
    for (const { DeletionPolicy } of production.ofType(type)) expect(DeletionPolicy).toBe("Retain")
    for (const { DeletionPolicy } of staging.ofType(type)) expect(DeletionPolicy).toBe("Delete")
  })
})

function isEverybody(principal: unknown): boolean {
  return (
    principal === "*" ||
    (typeof principal === "object" && principal !== null && "AWS" in principal && principal.AWS === "*")
  )
}

describe("encryption", () => {
  const encrypted: readonly (readonly [type: string, property: string])[] = [
    ["AWS::S3::Bucket", "BucketEncryption"],
    ["AWS::SecretsManager::Secret", "KmsKeyId"],
    ["AWS::SNS::Topic", "KmsMasterKeyId"],
    ["AWS::SQS::Queue", "KmsMasterKeyId"],
    ["AWS::Logs::LogGroup", "KmsKeyId"],
    ["AWS::ECR::Repository", "EncryptionConfiguration"],
    ["AWS::Lambda::Function", "KmsKeyArn"],
    ["AWS::Scheduler::Schedule", "KmsKeyArn"],
    ["AWS::RedshiftServerless::Namespace", "KmsKeyId"],
  ]
  it.each(encrypted)("%s has %s", (type, property) => {
    const all = production.ofType(type)
    expect(all.length).toBeGreaterThan(0)
    expect(tellable(all.filter(({ Properties }) => Properties[property] === undefined))).toEqual([])
  })

  it("of the key is renewed", () => {
    for (const { Properties } of production.ofType("AWS::KMS::Key"))
      expect(Properties["EnableKeyRotation"]).toBe(true)
  })
})

describe("the lake", () => {
  it("has no public bucket, and each only by TLS", () => {
    for (const { Properties } of production.ofType("AWS::S3::Bucket"))
      expect(Properties["PublicAccessBlockConfiguration"]).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
    const insecure = production
      .ofType("AWS::S3::BucketPolicy")
      .filter(
        (each) =>
          !statementsOf(each).some(
            ({ Effect, Condition }) =>
              Effect === "Deny" && JSON.stringify(Condition).includes("aws:SecureTransport"),
          ),
      )
    expect(tellable(insecure)).toEqual([])
  })

  it("moves raw files to infrequent access, and never expires them, rejects or batches", () => {
    const rules = production.ofType("AWS::S3::Bucket").flatMap(
      ({ Properties }) =>
        z
          .object({
            Rules: z.array(
              z.object({
                Id: z.string(),
                Prefix: z.string().optional(),
                ExpirationInDays: z.int().optional(),
              }),
            ),
          })
          .parse(Properties["LifecycleConfiguration"]).Rules,
    )
    expect(rules.map(({ Id, Prefix, ExpirationInDays }) => [Id, Prefix, ExpirationInDays])).toEqual([
      ["expire", undefined, 400],
      ["raw-to-infrequent-access", "raw/", undefined],
      ["logs", "logs/", 400],
      ["spark", "batches/_spark/", 400],
      ["notified", "notified/", 90],
      ["versions", undefined, undefined],
    ])
  })

  it("gets the lines of every log group: each has a retention, and a name that the export finds", () => {
    const groups = production.ofType("AWS::Logs::LogGroup")
    expect(groups.length).toBeGreaterThan(5)
    for (const { Properties } of groups) {
      expect(Properties["RetentionInDays"]).toBe(30)
      expect(Properties["LogGroupName"]).toMatch(/^(\/aws\/redshift)?\/luxury-brands-production\//)
    }
  })
})

const scheduleSchema = z.object({
  Name: z.string(),
  GroupName: z.unknown().optional(),
  ScheduleExpression: z.string(),
  State: z.string().optional(),
  Target: z.object({
    Input: z.string().optional(),
    DeadLetterConfig: z.unknown(),
    RetryPolicy: z
      .object({ MaximumRetryAttempts: z.int(), MaximumEventAgeInSeconds: z.int().optional() })
      .optional(),
  }),
})
const schedulesIn = (all: Synthesised) =>
  all.ofType("AWS::Scheduler::Schedule").map(({ Properties }) => scheduleSchema.parse(Properties))

describe("schedules", () => {
  it("start collectors at their ticks, with the time that is meant", () => {
    const found = schedulesIn(production).filter(({ Target }) => Target.Input?.includes('"collector"'))
    expect(
      found.map(({ Name, GroupName, ScheduleExpression, Target }) => [
        Name,
        GroupName,
        ScheduleExpression,
        Target.Input,
      ]),
    ).toEqual([
      [
        "luxury-brands-production-accounts",
        { Ref: "Essential" },
        "cron(0 * * * ? *)",
        '{"collector":"accounts","at":"<aws.scheduler.scheduled-time>","trigger":"schedule"}',
      ],
      [
        "luxury-brands-production-hashtags",
        { Ref: "Optional" },
        "cron(0/5 * * * ? *)",
        '{"collector":"hashtags","at":"<aws.scheduler.scheduled-time>","trigger":"schedule"}',
      ],
    ])
  })

  it("start a task for each DAG, and are paused where the settings say so", () => {
    const builds = (all: Synthesised) =>
      schedulesIn(all).filter(({ Target }) => Target.Input?.includes("containerOverrides"))
    expect(builds(production).map(({ Name, State }) => [Name, State])).toEqual([
      ["luxury_brands_brand", "ENABLED"],
      ["luxury_brands_media", "ENABLED"],
      ["luxury_brands_media_hashtag", "ENABLED"],
      ["luxury_brands_marts", "ENABLED"],
    ])
    const paused = synthesised("production", undefined, (settings) => ({
      ...settings,
      run: { ...settings.run, paused: true },
    }))
    expect(new Set(builds(paused).map(({ State }) => State))).toEqual(new Set(["DISABLED"]))
    // Airflow starts them there.
    expect(builds(staging)).toEqual([])
  })

  it("leave what they could not start in the queue", () => {
    for (const { Target } of schedulesIn(production)) expect(Target.DeadLetterConfig).toBeDefined()
  })
})

describe("functions", () => {
  it("are called by an alias of a published version, with retries that are set", () => {
    const functions = production.ofType("AWS::Lambda::Function")
    expect(functions.length).toBe(6)
    expect(production.ofType("AWS::Lambda::Version").length).toBe(6)
    expect(production.ofType("AWS::Lambda::Alias").map(({ Properties }) => Properties["Name"])).toEqual(
      Array(6).fill("live"),
    )
    for (const { Properties } of functions) {
      expect(Properties["Runtime"]).toBe("nodejs24.x")
      expect(Properties["DeadLetterConfig"]).toBeDefined()
    }
    for (const { Properties } of production.ofType("AWS::Lambda::EventInvokeConfig"))
      expect(Properties).toMatchObject({ Qualifier: "live", MaximumRetryAttempts: 2 })
  })

  it("of collectors report to the notifier, and run as often at once as is set", () => {
    const reporting = production
      .ofType("AWS::Lambda::EventInvokeConfig")
      .filter(({ Properties }) => Properties["DestinationConfig"] !== undefined)
    expect(reporting.length).toBe(2)
    for (const { Properties } of reporting)
      expect(
        Object.keys(z.record(z.string(), z.unknown()).parse(Properties["DestinationConfig"])).sort(),
      ).toEqual(["OnFailure", "OnSuccess"])
    const reserved = production
      .ofType("AWS::Lambda::Function")
      .map(({ Properties }) => Properties["ReservedConcurrentExecutions"])
    expect(reserved.filter((each) => each === 2).length).toBe(2)
  })

  it("read and write only their own prefixes, and only one writes the token", () => {
    const renewing = production
      .ofType("AWS::IAM::Policy")
      .filter((each) =>
        statementsOf(each).some(({ Action }) => Action.includes("secretsmanager:PutSecretValue")),
      )
    expect(tellable(renewing).map((id) => id.replace(/Role.*/, ""))).toEqual(["CollectAccounts"])
    const removing = statementsOf(policyOf("CollectHashtags")).filter(({ Action }) =>
      Action.includes("s3:DeleteObject"),
    )
    expect(removing.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      expect.not.stringContaining("/raw/"),
    ])
  })

  it("that act for the budget can touch no schedule that must go on", () => {
    const found = statementsOf(policyOf("BudgetStep")).filter(({ Action }) =>
      Action.includes("scheduler:UpdateSchedule"),
    )
    expect(found.map(({ Resource }) => JSON.stringify(Resource))).toEqual([
      '"arn:aws:scheduler:eu-west-1:123456789012:schedule/luxury-brands-production-optional/*"',
    ])
  })

  function policyOf(name: string): Resource {
    const found = production.ofType("AWS::IAM::Policy").find(({ id }) => id.startsWith(name))
    if (found === undefined) throw new Error(`${name} has no policy`)
    return found
  }
})

const alarmTypes = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"]
const alarmSchema = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string(),
  AlarmActions: z.array(z.unknown()).min(1),
  OKActions: z.array(z.unknown()).min(1),
  EvaluationPeriods: z.int().optional(),
  TreatMissingData: z.string().optional(),
  Metrics: z.array(z.object({ MetricStat: z.object({ Period: z.int() }).optional() })).optional(),
})
const alarms = (of = production) =>
  alarmTypes.flatMap((type) => of.ofType(type)).map(({ Properties }) => alarmSchema.parse(Properties))

describe("alarms", () => {
  it("of EMR Serverless name all four dimensions that its metrics have", () => {
    const metric = z.object({
      MetricStat: z
        .object({
          Metric: z.object({ MetricName: z.string(), Dimensions: z.array(z.object({ Name: z.string() })) }),
        })
        .optional(),
    })
    const found = production
      .ofType("AWS::CloudWatch::Alarm")
      .filter(({ Properties }) => String(Properties["AlarmName"]).includes("spark-minutes"))
      .flatMap(({ Properties }) => z.array(metric).parse(Properties["Metrics"]))
      .flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Metric]))
    expect(found.map(({ MetricName }) => MetricName)).toEqual(Array(4).fill("CPUAllocated"))
    for (const { Dimensions } of found)
      expect(Dimensions.map(({ Name }) => Name).sort()).toEqual([
        "ApplicationId",
        "ApplicationName",
        "CapacityAllocationType",
        "WorkerType",
      ])
  })

  it("have an action, a way to say that they are over, and a line of the run book", () => {
    const kinds = Object.entries(runbook)
    const seen = new Set<string>()
    for (const { AlarmName, AlarmDescription } of [...alarms(), ...alarms(staging)]) {
      const kind = kinds.find(([, { means }]) => AlarmDescription.startsWith(means))?.[0]
      expect(AlarmName).toMatch(new RegExp(`^luxury-brands-(production|staging)-${kind}`))
      seen.add(kind ?? "")
    }
    expect([...seen].sort()).toEqual(kinds.map(([kind]) => kind).sort())
  })

  it("are there for every function and queue", () => {
    const functions = production
      .ofType("AWS::Lambda::Function")
      .map(({ id }) => id.replace(/[0-9A-F]{8}$/, ""))
    const named = alarms().map(({ AlarmName }) => AlarmName)
    for (const name of functions)
      for (const kind of ["function-errors", "function-throttled", "function-slow"])
        expect(named).toContain(`luxury-brands-production-${kind}-${name}`)
    expect(production.ofType("AWS::SQS::Queue").length).toBe(1)
    expect(named).toContain("luxury-brands-production-undelivered")
  })

  it.each([
    ["accounts", 2 * 3600],
    ["hashtags", 20 * 60],
  ])("say that %s wrote no file for %i seconds, also where nothing is known", (name, seconds) => {
    const found = alarms().find(({ AlarmName }) => AlarmName === `luxury-brands-production-no-data-${name}`)
    const period = found?.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period ?? 0
    expect((found?.EvaluationPeriods ?? 0) * period).toBe(seconds)
    expect(found?.TreatMissingData).toBe("breaching")
  })
})

describe("the warehouse", () => {
  const provisioned = () =>
    synthesised("production", undefined, (settings) => ({
      ...settings,
      warehouse: {
        ...settings.warehouse,
        looker: ["203.0.113.7/32"],
        provisioned: {
          node_type: "ra3.large",
          nodes: 2,
          nightly: { pause: "cron(0 22 * * ? *)", resume: "cron(0 5 * * ? *)" },
        },
      },
    }))
  const variablesOf = (all: Synthesised): Readonly<Record<string, unknown>> => {
    const [task] = all.ofType("AWS::ECS::TaskDefinition").map(({ Properties }) => Properties)
    const [lux] = z
      .array(z.object({ Environment: z.array(z.object({ Name: z.string(), Value: z.unknown() })) }))
      .parse(task?.["ContainerDefinitions"])
    return Object.fromEntries((lux?.Environment ?? []).map(({ Name, Value }) => [Name, Value]))
  }

  it("is a workgroup with limits, which nobody reaches from outside", () => {
    const [workgroup] = production.ofType("AWS::RedshiftServerless::Workgroup")
    expect(workgroup?.Properties).toMatchObject({
      PubliclyAccessible: false,
      EnhancedVpcRouting: true,
      BaseCapacity: 8,
      MaxCapacity: 32,
      ConfigParameters: expect.arrayContaining([
        { ParameterKey: "require_ssl", ParameterValue: "true" },
        { ParameterKey: "max_query_execution_time", ParameterValue: "3600" },
      ]),
    })
    expect(production.ofType("Custom::UsageLimits").map(({ Properties }) => Properties["Limits"])).toEqual([
      [
        { Period: "daily", RpuHours: 24, BreachAction: "emit-metric" },
        { Period: "monthly", RpuHours: 500, BreachAction: "deactivate" },
      ],
    ])
  })

  it("is where the task finds it, with rights for statements on it alone", () => {
    expect(variablesOf(production)).toMatchObject({
      LUX_REDSHIFT_WORKGROUP: "luxury-brands-production",
      LUX_REDSHIFT_DATABASE: "dev",
      LUX_REDSHIFT_REGION: "eu-west-1",
    })
    const task = production.ofType("AWS::IAM::Policy").find(({ id }) => id.startsWith("TaskRole"))
    const actions = task === undefined ? [] : statementsOf(task).flatMap(({ Action }) => Action)
    expect(actions.filter((each) => each.startsWith("redshift"))).toEqual([
      "redshift-data:BatchExecuteStatement",
      "redshift-data:ExecuteStatement",
      "redshift-serverless:GetCredentials",
      "redshift-data:CancelStatement",
      "redshift-data:DescribeStatement",
      "redshift-data:GetStatementResult",
    ])
  })

  it("is reached by people of the settings on its port, and by nobody else", () => {
    const ports = production
      .stack("warehouse")
      .filter(({ Type }) => Type === "AWS::EC2::SecurityGroup")
      .map(({ Properties }) => Properties["SecurityGroupIngress"])
    expect(ports).toEqual([
      [{ CidrIp: "10.0.0.0/8", Description: "people", FromPort: 5439, IpProtocol: "tcp", ToPort: 5439 }],
    ])
  })

  it("can be a cluster that pauses at night, that lux may resume, and that Looker reaches", () => {
    const all = provisioned()
    expect(all.violations).toEqual([])
    expect(all.ofType("AWS::RedshiftServerless::Workgroup")).toEqual([])
    expect(
      all.ofType("AWS::Redshift::ScheduledAction").map(({ Properties }) => Properties["Schedule"]),
    ).toEqual(["cron(0 22 * * ? *)", "cron(0 5 * * ? *)"])
    expect(variablesOf(all)).toMatchObject({
      LUX_REDSHIFT_CLUSTER: "luxury-brands-production",
      LUX_REDSHIFT_USER: "lux",
      LUX_REDSHIFT_WHEN_PAUSED: "resume",
    })
    const task = all.ofType("AWS::IAM::Policy").find(({ id }) => id.startsWith("TaskRole"))
    const statements = task === undefined ? [] : statementsOf(task)
    expect(statements.flatMap(({ Action }) => Action)).toEqual(
      expect.arrayContaining(["redshift:GetClusterCredentials", "redshift:ResumeCluster"]),
    )
    expect(JSON.stringify(all.stack("warehouse"))).toContain("203.0.113.7/32")
    // The call that resumes it has a way.
    expect(JSON.stringify(all.ofType("AWS::EC2::VPCEndpoint"))).toContain('.redshift"')
  })
})

describe("Spark", () => {
  it("keeps no capacity, and stops what does nothing", () => {
    const [application] = production.ofType("AWS::EMRServerless::Application")
    expect(application?.Properties["InitialCapacity"]).toBeUndefined()
    expect(application?.Properties).toMatchObject({
      ReleaseLabel: "emr-7.13.0",
      AutoStopConfiguration: { Enabled: true, IdleTimeoutMinutes: 2 },
      MaximumCapacity: { Cpu: "32 vCPU", Memory: "128 GB" },
    })
  })

  it("has roles for clusters of one command where the settings say so", () => {
    const all = synthesised("production", undefined, (settings) => ({
      ...settings,
      spark: { ...settings.spark, clusters: true },
    }))
    expect(all.violations).toEqual([])
    expect(all.outputs).toMatchObject({ ServiceRole: {}, NodeProfile: {} })
    expect(production.outputs["ServiceRole"]).toBeUndefined()
  })
})

describe("delivery", () => {
  it("is by roles that each take one subject of the one repository", () => {
    const subjects = production
      .stack("deliver")
      .filter(({ Type }) => Type === "AWS::IAM::Role")
      .flatMap(statementsOf)
      .map(({ Condition }) => JSON.stringify(Condition))
    expect(subjects).toEqual(
      ["ref:refs/heads/main", "pull_request", "environment:production"].map((subject) =>
        JSON.stringify({
          StringEquals: {
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
            "token.actions.githubusercontent.com:sub": `repo:lux-sql/lux:${subject}`,
          },
        }),
      ),
    )
  })

  it("is of nobody where no repository is named", () => {
    expect(staging.ofType("AWS::IAM::OIDCProvider")).toEqual([])
  })
})

describe("the network", () => {
  it("has no way out by default, and endpoints for what tasks call", () => {
    expect(production.ofType("AWS::EC2::NatGateway")).toEqual([])
    expect(production.ofType("AWS::EC2::Instance")).toEqual([])
    const services = production
      .ofType("AWS::EC2::VPCEndpoint")
      .map(({ Properties }) => JSON.stringify(Properties["ServiceName"]))
    for (const service of ["s3", "secretsmanager", "redshift-data", "ecr.api", "ecr.dkr", "logs"])
      expect(services.some((each) => each.includes(`.${service}"`))).toBe(true)
  })
})
