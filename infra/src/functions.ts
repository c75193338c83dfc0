/** Functions of AWS Lambda: each with a role, a log group and an alias of its own. */
import { fileURLToPath } from "node:url"
import { Duration } from "aws-cdk-lib"
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam"
import type { Key } from "aws-cdk-lib/aws-kms"
import { Alias, Architecture, Code, Function as Lambda, Runtime } from "aws-cdk-lib/aws-lambda"
import type { Queue } from "aws-cdk-lib/aws-sqs"
import { buildSync } from "esbuild"
import type { LuxStack } from "./lux-stack.ts"
import { allowUndelivered } from "./stacks/lake-access.ts"

export interface FunctionProps {
  readonly key: Key
  readonly description: string
  readonly code: Code
  readonly handler: string
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutSeconds: number
  readonly memoryMb: number
  /** Runs at a time; undefined: as many as the account has. */
  readonly concurrency?: number | undefined
  /** Gives the role what the code needs. */
  readonly allow: (role: Role) => void
  /** Takes what was tried in vain. */
  readonly undelivered: Queue
}

export interface DeployedFunction {
  readonly lambda: Lambda
  /** What is called. It points to a version, so that old code is never called after a deployment. */
  readonly alias: Alias
}

/** `name` with the environment's prefix is the function's name. */
export function deployedFunction(stack: LuxStack, name: string, props: FunctionProps): DeployedFunction {
  const functionName = `${stack.prefix}-${name}`
  const id = idOf(name)
  const logGroup = stack.logGroup(`${id}Logs`, name, props.key)
  const role = new Role(stack, `${id}Role`, {
    roleName: `${functionName}-function`,
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    description: `Of the function ${functionName}`,
  })
  logGroup.grantWrite(role)
  props.allow(role)
  allowUndelivered(role, props)
  const lambda = new Lambda(stack, id, {
    functionName,
    description: props.description,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: props.code,
    handler: props.handler,
    role,
    logGroup,
    environment: props.environment,
    environmentEncryption: props.key,
    timeout: Duration.seconds(props.timeoutSeconds),
    memorySize: props.memoryMb,
    deadLetterQueue: props.undelivered,
    ...(props.concurrency === undefined ? {} : { reservedConcurrentExecutions: props.concurrency }),
  })
  const alias = new Alias(stack, `${id}Live`, { aliasName: "live", version: lambda.currentVersion })
  return { lambda, alias }
}

/** One of `functions/`, bundled: the same sources give the same bytes. */
export function ownCode(name: string): Code {
  const folder = fileURLToPath(new URL(`../build/functions/${name}`, import.meta.url))
  buildSync({
    entryPoints: [fileURLToPath(new URL(`../functions/${name}/index.ts`, import.meta.url))],
    outfile: `${folder}/index.mjs`,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node24",
    mainFields: ["module", "main"],
    minify: true,
    legalComments: "none",
    logLevel: "error",
    // CommonJS dependencies ask for node's own modules with require.
    banner: {
      js: 'import { createRequire as luxCreateRequire } from "node:module"; const require = luxCreateRequire(import.meta.url);',
    },
  })
  return Code.fromAsset(folder)
}

/** `collect-accounts` -> `CollectAccounts`. */
export function idOf(name: string): string {
  return name.replace(/(^|[-_])([a-z0-9])/g, (_, _dash, letter: string) => letter.toUpperCase())
}
