import { quoted } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { Statement } from "./plan.ts"

/** Privilege -> who has it. */
export type Grants = Readonly<Record<string, readonly string[]>>

/**
 * Gives the privileges that the configuration names, and takes those that it does not from everybody else, as dbt does.
 * Without any in the configuration nothing is given or taken.
 */
export function grantStatements(wanted: Grants, relation: Relation, present: Grants): readonly Statement[] {
  if (Object.keys(wanted).length === 0) return []
  const given = Object.entries(wanted).filter(([, grantees]) => grantees.length > 0)
  const taken = Object.entries(present).flatMap(([privilege, grantees]) => {
    const stay = new Set((wanted[privilege] ?? []).map(normal))
    const gone = grantees.filter((grantee) => !stay.has(normal(grantee)))
    return gone.length === 0 ? [] : [[privilege, gone] as const]
  })
  return [
    ...taken.map(([privilege, grantees]) => ({
      sql: `revoke ${privilege} on ${relation} from ${grantees.map(granteeOf).join(", ")}`,
      purpose: "take a privilege that the configuration does not name",
    })),
    ...given.map(([privilege, grantees]) => ({
      sql: `grant ${privilege} on ${relation} to ${grantees.map(granteeOf).join(", ")}`,
      purpose: "give a privilege",
    })),
  ]
}

/** A user, `public`, or with its word before it a group or a role of Redshift. */
function granteeOf(grantee: string): string {
  const [, kind, name = ""] = /^(?:(group|role)\s+)?(.*)$/i.exec(grantee.trim()) ?? []
  const written = name.toLowerCase() === "public" || /^[a-z_][a-z0-9_]*$/.test(name) ? name : quoted(name)
  return kind === undefined ? written : `${kind.toLowerCase()} ${written}`
}

function normal(grantee: string): string {
  return grantee.trim().toLowerCase()
}
