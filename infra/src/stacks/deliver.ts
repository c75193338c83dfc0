/** What workflows on GitHub may do: push images, show what a deployment would change, deploy what was approved. No key lasts. */
import { CfnOIDCProvider, Role, WebIdentityPrincipal } from "aws-cdk-lib/aws-iam"
import type { Construct } from "constructs"
import { allow } from "../findings.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import { allowKey } from "./lake-access.ts"
import type { Neighbours, RunStack } from "./run.ts"

const issuer = "token.actions.githubusercontent.com"

export class DeliverStack extends LuxStack {
  constructor(
    app: Construct,
    surroundings: Surroundings,
    repository: string,
    { lake, collect, run }: Neighbours & { readonly run: RunStack },
  ) {
    super(app, "deliver", surroundings, "what workflows on GitHub may do")
    const { account, region } = this.settings
    const provider = new CfnOIDCProvider(this, "GitHub", {
      url: `https://${issuer}`,
      clientIdList: ["sts.amazonaws.com"],
    })
    const role = (id: string, name: string, description: string, subject: string): Role => {
      const made = new Role(this, id, {
        roleName: `${this.prefix}-${name}`,
        description,
        assumedBy: new WebIdentityPrincipal(provider.attrArn, {
          StringEquals: {
            [`${issuer}:aud`]: "sts.amazonaws.com",
            [`${issuer}:sub`]: `repo:${repository}:${subject}`,
          },
        }),
      })
      this.output(id, made.roleArn, `Variable AWS_${name.toUpperCase()}_ROLE of the repository`)
      return made
    }
    // The roles that `cdk bootstrap` made.
    const bootstrapped = (kind: string) =>
      `arn:aws:iam::${account}:role/cdk-hnb659fds-${kind}-role-${account}-${region}`

    const image = role("ImageRole", "image", "Pushes images of main", "ref:refs/heads/main")
    allow(image, {
      actions: ["ecr:GetAuthorizationToken"],
      resources: ["*"],
      why: "The action knows no narrower resource.",
    })
    allow(image, {
      actions: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      resources: [run.repository, run.airflowImages].flatMap((images) => images?.repositoryArn ?? []),
    })

    const diff = role("DiffRole", "diff", "Shows what a deployment would change", "pull_request")
    allow(diff, { actions: ["sts:AssumeRole"], resources: [bootstrapped("lookup")] })

    const deploy = role("DeployRole", "deploy", "Deploys what was approved", "environment:production")
    allow(deploy, {
      actions: ["sts:AssumeRole"],
      resources: ["deploy", "file-publishing", "lookup"].map(bootstrapped),
    })
    allow(deploy, {
      actions: ["sns:Publish"],
      resources: [collect.failures.topicArn, collect.digests.topicArn],
    })
    allowKey(deploy, lake.key)
  }
}
