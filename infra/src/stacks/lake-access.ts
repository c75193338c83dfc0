/** Who may do what in the lake, by prefix. */
import type { IRole } from "aws-cdk-lib/aws-iam"
import { allow } from "../findings.ts"
import type { LakeStack } from "./lake.ts"

export interface LakeAccess {
  /** Prefixes with a slash at the end, such as `raw/`. */
  readonly read?: readonly string[]
  readonly write?: readonly string[]
  readonly remove?: readonly string[]
}

/** Listing is of the same prefixes. */
export function allowLake(
  role: IRole,
  { bucketName, key }: Pick<LakeStack, "bucketName" | "key">,
  { read = [], write = [], remove = [] }: LakeAccess,
): void {
  const bucket = `arn:aws:s3:::${bucketName}`
  const on = (actions: readonly string[], prefixes: readonly string[]): void => {
    if (prefixes.length > 0)
      allow(role, {
        actions,
        resources: prefixes.map((prefix) => `${bucket}/${prefix}*`),
        why: "The objects of a prefix have names of their own.",
      })
  }
  on(["s3:GetObject"], read)
  on(["s3:PutObject", "s3:AbortMultipartUpload"], write)
  on(["s3:DeleteObject"], remove)
  const listed = [...new Set([...read, ...write, ...remove])].sort()
  allow(role, {
    actions: ["s3:ListBucket"],
    resources: [bucket],
    conditions: { StringLike: { "s3:prefix": listed.map((prefix) => `${prefix}*`) } },
  })
  allowKey(role, key)
}

/** Reading and writing what the key encrypts. */
export function allowKey(role: IRole, key: LakeStack["key"]): void {
  allow(role, { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.keyArn] })
}

/** Putting what was undelivered into its queue. */
export function allowUndelivered(
  role: IRole,
  { key, undelivered }: Pick<LakeStack, "key" | "undelivered">,
): void {
  allow(role, { actions: ["sqs:SendMessage"], resources: [undelivered.queueArn] })
  allowKey(role, key)
}
