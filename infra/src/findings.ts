/** Rules of cdk-nag and of CloudFormation's own check that do not fit, each with the reason. */
import { Validations } from "aws-cdk-lib"
import { type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam"
import type { IConstruct } from "constructs"

type Finding = readonly [id: string, reason: string]

/** `id` as it is printed after `AwsSolutions::`, such as `AwsSolutions-IAM5[Resource::*]`. */
export function explain(construct: IConstruct, ...findings: readonly Finding[]): void {
  for (const [id, reason] of findings)
    Validations.of(construct).acknowledge({ id: `AwsSolutions::${id}`, reason })
}

/** `id` such as W3010. */
export function explainTemplate(construct: IConstruct, ...findings: readonly Finding[]): void {
  for (const [id, reason] of findings)
    Validations.of(construct).acknowledge({ id: `CloudFormation-Validate::${id}`, reason })
}

/**
 * Allows actions, each by its whole name. A resource that ends in a star needs a reason, which is the one place where it is
 * said why it is not narrower.
 */
export function allow(
  role: IRole,
  statement: {
    readonly actions: readonly string[]
    readonly resources: readonly string[]
    readonly conditions?: Readonly<Record<string, unknown>>
    readonly why?: string
  },
): void {
  const { actions, resources, conditions, why } = statement
  role.addToPrincipalPolicy(
    new PolicyStatement({
      actions: [...actions],
      resources: [...resources],
      ...(conditions === undefined ? {} : { conditions: { ...conditions } }),
    }),
  )
  for (const resource of resources.filter((each) => each.endsWith("*"))) {
    if (why === undefined) throw new Error(`${role.node.path}: say why ${resource} is not narrower`)
    explain(role, [`AwsSolutions-IAM5[Resource::${resource}]`, why])
  }
}
