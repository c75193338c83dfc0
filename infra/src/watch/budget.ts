/** The month's budget: three steps, each with a topic that starts the function which acts. */
import { CfnBudget } from "aws-cdk-lib/aws-budgets"
import type { Role } from "aws-cdk-lib/aws-iam"
import { EventInvokeConfig } from "aws-cdk-lib/aws-lambda"
import { LambdaSubscription } from "aws-cdk-lib/aws-sns-subscriptions"
import { Queue } from "aws-cdk-lib/aws-sqs"
import { allow } from "../findings.ts"
import { type DeployedFunction, deployedFunction, ownCode } from "../functions.ts"
import type { LuxStack } from "../lux-stack.ts"
import { startedFunction } from "../scheduler.ts"
import type { CollectStack } from "../stacks/collect.ts"
import type { LakeStack } from "../stacks/lake.ts"
import { allowKey } from "../stacks/lake-access.ts"
import { encryptedTopic } from "../stacks/messages.ts"

interface Neighbours {
  readonly lake: LakeStack
  readonly collect: CollectStack
  /** Roles that the schedules of the group hand over. */
  readonly scheduleRoles: readonly Role[]
}

export function budgetSteps(stack: LuxStack, neighbours: Neighbours): DeployedFunction {
  const { lake } = neighbours
  const step = stepFunction(stack, neighbours)
  const { monthly_usd, tell, slow, stop } = stack.settings.budget
  const deadLetterQueue = Queue.fromQueueArn(stack, "DeadLetters", lake.undelivered.queueArn)
  const notifications = Object.entries({ tell, slow, stop }).map(([name, threshold]) => {
    const topic = encryptedTopic(stack, `Budget_${name}`, `budget-${name}`, lake.key)
    topic.addSubscription(new LambdaSubscription(step.alias, { deadLetterQueue }))
    return {
      notification: {
        notificationType: "ACTUAL",
        comparisonOperator: "GREATER_THAN",
        threshold,
        thresholdType: "PERCENTAGE",
      },
      subscribers: [{ subscriptionType: "SNS", address: topic.topicArn }],
    }
  })
  new CfnBudget(stack, "Budget", {
    budget: {
      budgetName: stack.prefix,
      budgetType: "COST",
      timeUnit: "MONTHLY",
      budgetLimit: { amount: monthly_usd, unit: "USD" },
    },
    notificationsWithSubscribers: notifications,
  })
  resumesEachMonth(stack, step, lake)
  return step
}

/** It can change the schedules that may wait, and no others. */
function stepFunction(stack: LuxStack, { lake, collect, scheduleRoles }: Neighbours): DeployedFunction {
  const group = `${stack.prefix}-optional`
  const at = `arn:aws:scheduler:${stack.region}:${stack.account}`
  const step = deployedFunction(stack, "budget-step", {
    key: lake.key,
    description: "Slows and stops what may wait when the budget is spent, and starts it again",
    code: ownCode("budget-step"),
    handler: "index.handler",
    environment: {
      SCHEDULE_GROUP: group,
      FAILURES_TOPIC: collect.failures.topicArn,
      DIGESTS_TOPIC: collect.digests.topicArn,
      FUNCTION_NAME: `${stack.prefix}-budget-step:live`,
      SLOW_FACTOR: `${stack.settings.budget.slow_factor}`,
    },
    timeoutSeconds: 120,
    memoryMb: 256,
    undelivered: lake.undelivered,
    allow: (role) => {
      allow(role, {
        actions: ["scheduler:GetSchedule", "scheduler:UpdateSchedule"],
        resources: [`${at}:schedule/${group}/*`],
        why: "All schedules of the group that may wait, those of later collectors too.",
      })
      allow(role, {
        actions: ["scheduler:ListSchedules"],
        resources: [`${at}:schedule/*/*`],
        why: "The action knows no narrower resource.",
      })
      allow(role, {
        actions: ["iam:PassRole"],
        resources: scheduleRoles.map(({ roleArn }) => roleArn),
        conditions: { StringEquals: { "iam:PassedToService": "scheduler.amazonaws.com" } },
      })
      allow(role, {
        actions: ["sns:Publish"],
        resources: [collect.failures.topicArn, collect.digests.topicArn],
      })
      allowKey(role, lake.key)
    },
  })
  new EventInvokeConfig(stack, "BudgetStepRetries", {
    function: step.lambda,
    qualifier: step.alias.aliasName,
    retryAttempts: 2,
  })
  return step
}

/** The way back that nobody has to think of: a new month has a new budget. */
function resumesEachMonth(stack: LuxStack, step: DeployedFunction, lake: LakeStack): void {
  startedFunction(stack, "Resume", {
    name: "budget-resume",
    description: "A new month: what the budget slowed or stopped goes on",
    roleName: "budget-scheduler",
    roleDescription: "Starts what the budget stopped",
    expression: "cron(0 6 1 * ? *)",
    input: { step: "resume" },
    of: step,
    lake,
  })
}
