import { createHash } from "node:crypto"
import { identifier } from "../../sql/identifier.ts"
import { embeddedOnly } from "../embedded-only.ts"
import {
  insertsOf,
  list,
  matchingStatements,
  standardStatements,
  tableDefinition,
} from "../standard-statements.ts"
import type { WarehouseStatements } from "../statements.ts"

/** Postgres' statements (15 and later). DDL is transactional; there is no `create or replace table`. */
export const postgresStatements: WarehouseStatements = {
  ...standardStatements,
  ...matchingStatements(same),
  ...embeddedOnly("Postgres"),
  replacesTables: false,
  createTableAs: (relation, sql) => `create table ${relation} as\n${sql}`,
  createTable: (relation, columns, constraints) =>
    tableDefinition(`create table ${relation}`, columns, constraints),
  constraintSupport: {
    not_null: "enforced",
    unique: "enforced",
    primary_key: "enforced",
    check: "enforced",
    custom: "enforced",
    foreign_key: "enforced",
  },
  insertRows: insertsOf(1_000_000),
  same,
  now: (type = "timestamp") =>
    /with time zone|timestamptz/i.test(type)
      ? "current_timestamp"
      : `cast(current_timestamp at time zone 'UTC' as ${type})`,
  reshapeTable: (relation, columns, existing) => {
    const kept = new Set(columns.filter(({ exists }) => exists).map(({ name }) => name.toLowerCase()))
    const before = new Map(existing.map(({ name, type }) => [name.toLowerCase(), type]))
    const changes = [
      ...existing
        .filter(({ name }) => !kept.has(name.toLowerCase()))
        .map(({ name }) => `drop column ${identifier(name)}`),
      ...columns.flatMap(({ name, type, exists }) => {
        if (!exists) return [`add column ${identifier(name)} ${type}`]
        return before.get(name.toLowerCase()) === type
          ? []
          : [`alter column ${identifier(name)} type ${type} using cast(${identifier(name)} as ${type})`]
      }),
    ]
    return changes.length === 0 ? [] : [`alter table ${relation}\n  ${changes.join(",\n  ")}`]
  },
  createIndex: (relation, { columns, unique }) => {
    const name = shortened([relation.name, ...columns, "idx"].join("_"))
    return `create ${unique ? "unique " : ""}index if not exists ${identifier(name)} on ${relation} (${list(columns)})`
  },
  sessionView: (view, sql) => `create or replace temp view ${view} as\n${sql}`,
}

function same(left: string, right: string): string {
  return `${left} is not distinct from ${right}`
}

/** Names of more than 63 bytes would be cut off, and no longer differ. */
function shortened(name: string): string {
  return Buffer.byteLength(name) <= 63
    ? name
    : `${name.slice(0, 50)}_${createHash("sha256").update(name).digest("hex").slice(0, 8)}`
}
