/** What all stacks share: names, tags, what outlives them. */
import { CfnOutput, RemovalPolicy, Stack, Tags } from "aws-cdk-lib"
import type { IKey } from "aws-cdk-lib/aws-kms"
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs"
import type { Construct } from "constructs"
import type { ProjectFacts } from "./project.ts"
import type { Settings } from "./settings.ts"

/** An environment of a project. */
export interface Surroundings {
  readonly settings: Settings
  readonly project: ProjectFacts
  /** Of the images that tasks run: the commit. Tags are never moved. */
  readonly imageTag: string
}

export class LuxStack extends Stack {
  readonly settings: Settings
  readonly project: ProjectFacts
  readonly imageTag: string
  /** `luxury-brands-production`: what all names begin with. */
  readonly prefix: string
  /** What becomes of data when its stack is deleted. */
  readonly dataRemoval: RemovalPolicy

  constructor(app: Construct, part: string, surroundings: Surroundings, description: string) {
    const { settings, project, imageTag } = surroundings
    const prefix = prefixOf(surroundings)
    super(app, `${prefix}-${part}`, {
      env: { account: settings.account, region: settings.region },
      description: `${project.name}, ${settings.environment}: ${description}`,
      terminationProtection: settings.keep_data,
    })
    this.settings = settings
    this.project = project
    this.imageTag = imageTag
    this.prefix = prefix
    this.dataRemoval = settings.keep_data ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY
    const tags = { ...settings.tags, "lux:project": project.name, "lux:environment": settings.environment }
    // cfn-lint does not know that a listener can have tags.
    for (const [key, value] of Object.entries({ ...tags, "lux:stack": part }))
      Tags.of(this).add(key, value, { excludeResourceTypes: ["AWS::ElasticLoadBalancingV2::Listener"] })
  }

  override get availabilityZones(): string[] {
    return [...this.settings.zones]
  }

  /** A group of lines that are exported to the lake before they expire. */
  logGroup(id: string, path: string, encryptionKey: IKey): LogGroup {
    return this.serviceLogGroup(id, `/${this.prefix}/${path}`, encryptionKey)
  }

  /** Of a service that names its own group, one of `exportedGroups`. */
  serviceLogGroup(id: string, logGroupName: string, encryptionKey: IKey): LogGroup {
    const exported = exportedGroups(this.prefix)
    if (!exported.some((start) => logGroupName.startsWith(start)))
      throw new Error(`${logGroupName} is not exported: its name must begin with ${exported.join(" or ")}`)
    return new LogGroup(this, id, {
      logGroupName,
      retention: retentionOf(this.settings.logs.retention_days),
      encryptionKey,
      removalPolicy: this.dataRemoval,
    })
  }

  output(name: string, value: string, description: string): void {
    new CfnOutput(this, `${name}Output`, { value, description }).overrideLogicalId(name)
  }
}

export function prefixOf({ settings, project }: Pick<Surroundings, "settings" | "project">): string {
  return `${project.name}-${settings.environment}`
}

/** What the names of exported log groups begin with: those of the environment, and of Redshift's own audit logs. */
export function exportedGroups(prefix: string): readonly string[] {
  return [`/${prefix}/`, `/aws/redshift/${prefix}/`, `/aws/redshift/cluster/${prefix}/`]
}

/** The enumeration's values are the days. */
function retentionOf(days: RetentionDays): RetentionDays {
  return days
}
