/** EventBridge Scheduler: the roles that it works as, and functions that it starts. */
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import { CfnSchedule } from "aws-cdk-lib/aws-scheduler"
import { allow } from "./findings.ts"
import type { DeployedFunction } from "./functions.ts"
import type { LuxStack } from "./lux-stack.ts"
import type { LakeStack } from "./stacks/lake.ts"
import { allowUndelivered } from "./stacks/lake-access.ts"

type Lake = Pick<LakeStack, "key" | "undelivered">

/** A role for the schedules of this account alone, which may put aside what it cannot start. */
export function schedulerRole(
  stack: LuxStack,
  id: string,
  { name, description, lake }: { readonly name: string; readonly description: string; readonly lake: Lake },
): Role {
  const role = new Role(stack, id, {
    roleName: `${stack.prefix}-${name}`,
    description,
    assumedBy: new ServicePrincipal("scheduler.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": stack.account } },
    }),
  })
  allowUndelivered(role, lake)
  return role
}

/** A function of the account itself that starts at its times, UTC. `id` with `Schedule` is that of the schedule. */
export function startedFunction(
  stack: LuxStack,
  id: string,
  {
    name,
    description,
    roleName,
    roleDescription,
    expression,
    input,
    of,
    lake,
  }: {
    readonly name: string
    readonly description: string
    readonly roleName: string
    readonly roleDescription: string
    readonly expression: string
    readonly input?: Readonly<Record<string, string>>
    readonly of: DeployedFunction
    readonly lake: Lake
  },
): void {
  const arn = of.alias.functionArn
  const role = schedulerRole(stack, `${id}SchedulerRole`, {
    name: roleName,
    description: roleDescription,
    lake,
  })
  allow(role, { actions: ["lambda:InvokeFunction"], resources: [arn] })
  new CfnSchedule(stack, `${id}Schedule`, {
    name: `${stack.prefix}-${name}`,
    description,
    scheduleExpression: expression,
    scheduleExpressionTimezone: "UTC",
    flexibleTimeWindow: { mode: "OFF" },
    kmsKeyArn: lake.key.keyArn,
    target: {
      arn,
      roleArn: role.roleArn,
      ...(input === undefined ? {} : { input: JSON.stringify(input) }),
      retryPolicy: { maximumRetryAttempts: 3 },
      deadLetterConfig: { arn: lake.undelivered.queueArn },
    },
  })
}
