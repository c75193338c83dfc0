/** What the documents for dbt's tools have in common. */
import { createHash } from "node:crypto"
import type { CompiledInvocation, CompiledProject } from "../compiled/compiled-project.ts"
import { luxVersion } from "../version.ts"

export type Document = Readonly<Record<string, unknown>>

/** The dbt whose artifacts have this form: its readers choose by it. */
const dbtVersion = "1.11.0"

/** The head of a document. `schema` is such as `manifest/v12`. */
export function metadataOf(schema: string, invocation: CompiledInvocation): Document {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: dbtVersion,
    generated_at: new Date().toISOString(),
    invocation_id: invocation.id,
    invocation_started_at: invocation.startedAt,
    env: { lux_version: luxVersion },
  }
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

/** Of a file: white space around it is not a change. */
export function checksumOf(text: string): Document {
  return { name: "sha256", checksum: sha256(text.trim()) }
}

/** When a node was read, in seconds since 1970. */
export function createdAt({ invocation }: CompiledProject): number {
  return new Date(invocation.startedAt).getTime() / 1000
}

/** dbt's form of a name that is given by a list or by nothing: `null`, the one, or all. */
export function oneOrMore(names: readonly string[]): string | readonly string[] | null {
  const [only] = names
  return only === undefined ? null : names.length === 1 ? only : names
}

/** From one moment to another. */
export function secondsBetween(from: Date, to: Date): number {
  return (to.getTime() - from.getTime()) / 1000
}
