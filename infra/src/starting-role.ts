/** The role that starts containers of ECS: it pulls their image and opens their log. */
import type { Repository } from "aws-cdk-lib/aws-ecr"
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { LogGroup } from "aws-cdk-lib/aws-logs"
import { allow } from "./findings.ts"
import type { LuxStack } from "./lux-stack.ts"
import type { LakeStack } from "./stacks/lake.ts"
import { allowKey } from "./stacks/lake-access.ts"

export function startingRole(
  stack: LuxStack,
  {
    name,
    description,
    images,
    logs,
    key,
  }: {
    /** Behind the prefix of the environment. */
    readonly name: string
    readonly description: string
    readonly images: Repository
    readonly logs: LogGroup
    readonly key: LakeStack["key"]
  },
): Role {
  const role = new Role(stack, "ExecutionRole", {
    roleName: `${stack.prefix}-${name}`,
    description,
    assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  })
  allow(role, {
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
    why: "The action knows no narrower resource.",
  })
  allow(role, {
    actions: ["ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"],
    resources: [images.repositoryArn],
  })
  logs.grantWrite(role)
  allowKey(role, key)
  return role
}
