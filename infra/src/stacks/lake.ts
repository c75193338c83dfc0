/** The lake: one bucket of raw files, rejects, reports, batches and logs; its key; the export of logs. */
import { Duration } from "aws-cdk-lib"
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import { Key } from "aws-cdk-lib/aws-kms"
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  ObjectOwnership,
  StorageClass,
} from "aws-cdk-lib/aws-s3"
import type { Queue } from "aws-cdk-lib/aws-sqs"
import type { Construct } from "constructs"
import { allow, explain } from "../findings.ts"
import { type DeployedFunction, deployedFunction, ownCode } from "../functions.ts"
import { exportedGroups, LuxStack, type Surroundings } from "../lux-stack.ts"
import { startedFunction } from "../scheduler.ts"
import { allowLake } from "./lake-access.ts"
import { undeliveredQueue } from "./messages.ts"

export class LakeStack extends LuxStack {
  readonly key: Key
  readonly bucket: Bucket
  readonly bucketName: string
  readonly undelivered: Queue
  readonly exporter: DeployedFunction

  constructor(app: Construct, surroundings: Surroundings) {
    super(app, "lake", surroundings, "raw files, batches, logs, and the key of everything")
    const { lake, logs } = this.settings
    this.key = new Key(this, "Key", {
      alias: this.prefix,
      description: `Everything of ${this.prefix}`,
      enableKeyRotation: true,
      removalPolicy: this.dataRemoval,
    })
    this.#mayEncrypt()
    const accessLogs = new Bucket(this, "AccessLogs", {
      bucketName: `${this.prefix}-access-logs-${this.settings.account}`,
      // S3 delivers access logs to buckets with its own keys only.
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      lifecycleRules: [{ id: "expire", expiration: Duration.days(logs.kept_days) }],
      removalPolicy: this.dataRemoval,
      autoDeleteObjects: false,
    })
    explain(accessLogs, ["AwsSolutions-S1", "It holds the access logs; logging itself would never end."])
    this.bucketName = `${this.prefix}-lake-${this.settings.account}`
    this.bucket = new Bucket(this, "Lake", {
      bucketName: this.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: this.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: "lake/",
      lifecycleRules: [
        {
          id: "raw-to-infrequent-access",
          prefix: "raw/",
          transitions: [
            {
              storageClass: StorageClass.INFREQUENT_ACCESS,
              transitionAfter: Duration.days(lake.raw_infrequent_after_days),
            },
          ],
        },
        { id: "logs", prefix: "logs/", expiration: Duration.days(logs.kept_days) },
        // Scripts, results and logs of Spark.
        { id: "spark", prefix: "batches/_spark/", expiration: Duration.days(logs.kept_days) },
        // Messages to Slack: asked for within one period of the digest.
        { id: "notified", prefix: "notified/", expiration: Duration.days(90) },
        {
          id: "versions",
          noncurrentVersionExpiration: Duration.days(lake.versions_kept_days),
          expiredObjectDeleteMarker: true,
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      removalPolicy: this.dataRemoval,
    })
    this.undelivered = undeliveredQueue(this, this.key)
    this.exporter = this.#exporter()
    this.output("LakeBucket", this.bucket.bucketName, "LUX_COLLECT_TO and LUX_LAKE are s3:// and this name")
    this.output("KeyArn", this.key.keyArn, "The key of everything")
  }

  /** Every day, the lines of the day before. */
  #exporter(): DeployedFunction {
    const { region, account, logs } = this.settings
    const exporter = deployedFunction(this, "export-logs", {
      key: this.key,
      description: "Copies log lines to the lake before they expire",
      code: ownCode("export-logs"),
      handler: "index.handler",
      environment: {
        LOG_GROUPS: exportedGroups(this.prefix).join(","),
        LAKE_BUCKET: this.bucket.bucketName,
        RETENTION_DAYS: `${logs.retention_days}`,
      },
      timeoutSeconds: 900,
      memoryMb: 1024,
      undelivered: this.undelivered,
      allow: (role) => {
        allowLake(role, this, { read: ["logs/"], write: ["logs/"] })
        allow(role, {
          actions: ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:DeleteLogStream"],
          resources: exportedGroups(this.prefix).map(
            (start) => `arn:aws:logs:${region}:${account}:log-group:${start}*`,
          ),
          why: "All groups of the environment are exported, those of later collectors too.",
        })
        allow(role, {
          actions: ["logs:DescribeLogGroups"],
          resources: [`arn:aws:logs:${region}:${account}:log-group:*`],
          why: "The action knows no narrower resource.",
        })
      },
    })
    startedFunction(this, "Export", {
      name: "export-logs",
      description: "Exports the log lines of yesterday",
      roleName: "export-scheduler",
      roleDescription: "Starts the export of logs",
      expression: "cron(30 2 * * ? *)",
      of: exporter,
      lake: this,
    })
    return exporter
  }

  /** Services that write for the account: without this their messages and lines are lost in silence. */
  #mayEncrypt(): void {
    const { region, account } = this.settings
    this.key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
        actions: [
          "kms:Encrypt",
          "kms:Decrypt",
          "kms:ReEncryptFrom",
          "kms:ReEncryptTo",
          "kms:GenerateDataKey",
          "kms:DescribeKey",
        ],
        resources: ["*"],
        conditions: {
          ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${account}:log-group:*` },
        },
      }),
    )
    for (const service of ["cloudwatch", "events", "budgets", "scheduler", "sns"])
      this.key.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
          actions: ["kms:Decrypt", "kms:GenerateDataKey"],
          resources: ["*"],
          conditions: { StringEquals: { "aws:SourceAccount": account } },
        }),
      )
  }
}
