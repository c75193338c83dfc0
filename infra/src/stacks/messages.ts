/** Ways for what goes wrong: the topics of Slack, and the queue of what nobody took. */
import { Duration } from "aws-cdk-lib"
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { IKey } from "aws-cdk-lib/aws-kms"
import { Topic } from "aws-cdk-lib/aws-sns"
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs"
import { explain } from "../findings.ts"
import type { LuxStack } from "../lux-stack.ts"

/** A topic that alarms, rules and budgets of this account may publish to, encrypted and by TLS alone. */
export function encryptedTopic(stack: LuxStack, id: string, name: string, key: IKey): Topic {
  const topic = new Topic(stack, id, {
    topicName: `${stack.prefix}-${name}`,
    masterKey: key,
    enforceSSL: true,
  })
  for (const service of ["cloudwatch", "events", "budgets"])
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(`${service}.amazonaws.com`)],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: { StringEquals: { "aws:SourceAccount": stack.settings.account } },
      }),
    )
  return topic
}

/** What functions and schedules tried in vain. */
export function undeliveredQueue(stack: LuxStack, key: IKey): Queue {
  const queue = new Queue(stack, "Undelivered", {
    queueName: `${stack.prefix}-undelivered`,
    encryption: QueueEncryption.KMS,
    encryptionMasterKey: key,
    dataKeyReuse: Duration.hours(1),
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
    removalPolicy: stack.dataRemoval,
  })
  // By the account, not by each topic: the topics are in stacks that come later.
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("sns.amazonaws.com")],
      actions: ["sqs:SendMessage"],
      resources: [queue.queueArn],
      conditions: { StringEquals: { "aws:SourceAccount": stack.settings.account } },
    }),
  )
  explain(queue, ["AwsSolutions-SQS3", "It is the queue of what was undelivered."])
  return queue
}
