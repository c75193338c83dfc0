import type { Snapshot } from "../project/types.ts"
import { freeName } from "../sql/free-name.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { typesByName } from "./column-changes.ts"
import type { Columns } from "./plan.ts"

/** What the SQL of a snapshot is written from. */
export interface SnapshotParts {
  readonly snapshot: Snapshot
  /** The relation's rows, as they are now. */
  readonly query: string
  /** What ends a version that still holds; undefined: null. */
  readonly validToCurrent: string | undefined
  readonly statements: WarehouseStatements
  /** The keys that no stored row leaves null; undefined where that is not known. */
  readonly filledKeys?: ReadonlySet<string> | undefined
}

/** Every row as the first version of its key. */
export function firstVersions(parts: SnapshotParts): string {
  const { snapshot, query, validToCurrent, statements } = parts
  const { strategy, metaColumns, hardDeletes } = snapshot.config
  const from = strategy.updatedAt === undefined ? statements.now() : of("source", strategy.updatedAt)
  // A null of the type that the time has.
  const noEnd = `nullif(${from}, ${from})`
  const added: Selected = [
    [versionId("source", parts, from), metaColumns.dbt_scd_id],
    [from, metaColumns.dbt_updated_at],
    [from, metaColumns.dbt_valid_from],
    [
      validToCurrent === undefined ? noEnd : `coalesce(${noEnd}, ${validToCurrent})`,
      metaColumns.dbt_valid_to,
    ],
  ]
  const deleted: Selected = hardDeletes === "new_record" ? [["'False'", metaColumns.dbt_is_deleted]] : []
  return `select\n  source.*,\n${list([...added, ...deleted])}\nfrom (\n${query}\n) as source`
}

/**
 * The versions to add: rows of new keys, changed rows, rows that came back and, with `new_record`, one for each row that
 * is gone. A version never begins before the one in front of it has ended: where the relation's own time says so (a row
 * that came back with its old one, a change without a new one), it begins now.
 */
export function newVersions(parts: SnapshotParts, stored: Relation, columns: Columns): string {
  const { snapshot, query, validToCurrent, statements } = parts
  const { metaColumns, uniqueKey, hardDeletes, strategy } = snapshot.config
  const { updatedAt } = strategy
  const known = typesByName(columns.existing)
  const typed = (value: string, name: string): string => cast(value, known.get(name))
  const now = statements.now(known.get(metaColumns.dbt_valid_from))
  const knowsDeleted = known.has(metaColumns.dbt_is_deleted)
  const validFrom = freeName(
    "lux_valid_from",
    columns.candidate.map(({ name }) => name),
  )
  const endedAt = freeName("lux_ended_at", uniqueKey)
  const wasDeleted = knowsDeleted ? [`${of("stored", metaColumns.dbt_is_deleted)} = 'True'`] : []
  const meta = (alias: string, updated: string, from: string, deleted: string): Selected => [
    [versionId(alias, parts, from), metaColumns.dbt_scd_id],
    [typed(updated, metaColumns.dbt_updated_at), metaColumns.dbt_updated_at],
    [from, metaColumns.dbt_valid_from],
    [typed(validToCurrent ?? "null", metaColumns.dbt_valid_to), metaColumns.dbt_valid_to],
    ...(knowsDeleted || hardDeletes === "new_record"
      ? ([[deleted, metaColumns.dbt_is_deleted]] as const)
      : []),
  ]
  const isNew = `${of("stored", metaColumns.dbt_scd_id)} is null`
  const ctes = [
    `source as (\n${query}\n)`,
    `stored as (\n  select *\n  from ${stored} as stored\n  where ${isOpen(parts, "stored")}\n)`,
    ...(updatedAt === undefined ? [] : [ended()]),
    `changed as (
  select
    source.*,
    ${updatedAt === undefined ? now : beginning(updatedAt)} as ${validFrom}
  from source
  left join stored
    on ${sameKey(parts, "stored", "source")}${
      updatedAt === undefined ? "" : `\n  left join ended\n    on ${sameKey(parts, "ended", "source")}`
    }
  where ${[isNew, ...wasDeleted, ...changes(parts, columns)].join("\n    or ")}
)`,
  ]
  const added = list([
    ...columns.candidate.map(({ name }) => [of("changed", name), name] as const),
    ...meta(
      "changed",
      updatedAt === undefined ? now : of("changed", updatedAt),
      of("changed", validFrom),
      "'False'",
    ),
  ])
  return `with ${ctes.join(",\n")}\nselect\n${added}\nfrom changed${hardDeletes === "new_record" ? goneRows() : ""}`

  /** When the last version of a key ended that none follows. */
  function ended(): string {
    return `ended as (
  select
${list(uniqueKey.map((key) => [statements.key(of("stored", key)), key]))},
    max(${of("stored", metaColumns.dbt_valid_to)}) as ${endedAt}
  from ${stored} as stored
  where not ${isOpen(parts, "stored")}
  group by ${uniqueKey.map((key) => statements.key(of("stored", key))).join(", ")}
)`
  }

  function beginning(updated: string): string {
    const own = of("source", updated)
    const afterEnded = `${isNew} and (ended.${endedAt} is null or ${own} >= ended.${endedAt})`
    return `case
      when ${afterEnded} then ${typed(own, metaColumns.dbt_valid_from)}
      when ${own} > ${of("stored", metaColumns.dbt_valid_from)} then ${typed(own, metaColumns.dbt_valid_from)}
      else ${now}
    end`
  }

  function goneRows(): string {
    const values = columns.candidate.map(({ name, type }) => {
      const value = known.has(name) ? of("stored", name) : `cast(null as ${type})`
      return [value, name] as const
    })
    return `\nunion all\nselect\n${list([...values, ...meta("stored", now, now, "'True'")])}\n${gone(parts, columns)}`
  }
}

/** The keys of the versions to end because their row is gone, and when they end. */
export function goneVersions(parts: SnapshotParts, stored: Relation, columns: Columns): string {
  const { uniqueKey, metaColumns } = parts.snapshot.config
  const { dbt_valid_to, dbt_valid_from } = metaColumns
  const known = typesByName(columns.existing)
  const now = parts.statements.now(known.get(dbt_valid_from))
  return `with source as (\n${parts.query}\n),
stored as (\n  select *\n  from ${stored} as stored\n  where ${isOpen(parts, "stored")}\n)
select
${list([...uniqueKey.map((key) => [of("stored", key), key] as const), [now, dbt_valid_to]])}
${gone(parts, columns)}`
}

/** True for the versions that hold now. */
export function isOpen({ snapshot, validToCurrent }: SnapshotParts, alias: string): string {
  const end = of(alias, snapshot.config.metaColumns.dbt_valid_to)
  return validToCurrent === undefined ? `(${end} is null)` : `(${end} is null or ${end} = ${validToCurrent})`
}

/** True for rows of one key; a row without a key is a row too. */
export function sameKey(
  { snapshot, statements, filledKeys }: SnapshotParts,
  left: string,
  right: string,
): string {
  return snapshot.config.uniqueKey
    .map((key) =>
      filledKeys?.has(key) === true
        ? `${statements.key(of(left, key))} = ${statements.key(of(right, key))}`
        : statements.same(of(left, key), of(right, key)),
    )
    .join("\n      and ")
}

function gone(parts: SnapshotParts, columns: Columns): string {
  const { dbt_is_deleted } = parts.snapshot.config.metaColumns
  const living = typesByName(columns.existing).has(dbt_is_deleted)
    ? `coalesce(${of("stored", dbt_is_deleted)}, 'False') <> 'True'\n  and `
    : ""
  return `from stored
where ${living}not exists (
    select 1
    from source
    where ${sameKey(parts, "stored", "source")}
  )`
}

/** What makes a row of a stored key another version. A column that is new counts where it has a value. */
function changes({ snapshot, statements }: SnapshotParts, columns: Columns): readonly string[] {
  const { strategy, metaColumns } = snapshot.config
  if (strategy.kind === "timestamp")
    return [`${of("source", strategy.updatedAt)} > ${of("stored", metaColumns.dbt_updated_at)}`]
  const stored = typesByName(columns.existing)
  const checked = strategy.columns === "all" ? columns.candidate.map((each) => each.name) : strategy.columns
  return checked.map((name) =>
    stored.has(name)
      ? differ(statements.key(of("source", name)), statements.key(of("stored", name)))
      : `${of("source", name)} is not null`,
  )
}

/** Never null, as the negation of Redshift's null-safe comparison would be where one of the two is null. */
function differ(left: string, right: string): string {
  return `(${left} <> ${right} or (${left} is null and ${right} is not null) or (${left} is not null and ${right} is null))`
}

type Selected = readonly (readonly [value: string, name: string])[]

function list(columns: Selected): string {
  return columns.map(([value, name]) => `  ${value} as ${identifier(name)}`).join(",\n")
}

function of(alias: string, name: string): string {
  return `${alias}.${identifier(name)}`
}

function cast(value: string, type: string | undefined): string {
  return type === undefined ? value : `cast(${value} as ${type})`
}

/**
 * As dbt makes it of keys that no other could be taken for: where a key has a `|` of its own, or is null, the id is another
 * one than dbt's, so that no two keys have the same.
 */
function versionId(alias: string, { snapshot, statements }: SnapshotParts, from: string): string {
  const { textType, literal } = statements
  const text = (value: string): string => `cast(${value} as ${textType})`
  const escaped = (value: string): string =>
    `replace(replace(${text(value)}, ${literal("\\")}, ${literal("\\\\")}), '|', ${literal("\\|")})`
  const keys = snapshot.config.uniqueKey.map(
    (key) => `coalesce(${escaped(of(alias, key))}, ${literal("\\N")})`,
  )
  return `md5(${[...keys, `coalesce(${text(from)}, '')`].join(" || '|' || ")})`
}
