import { stringLiteral } from "../../sql/identifier.ts"
import { Relation } from "../../sql/relation.ts"
import { number, optionalText, type StatusQuery, text } from "./status-query.ts"

/** A source of files: its name, and the globs of its files relative to the lake's folder. */
interface CollectedSource {
  readonly name: string
  readonly paths: readonly string[]
}

/** Raw files of a source and a day that stages have taken. */
export interface CollectedDay {
  /** `lake.media`; of a file that no source names any more the stage that took it. */
  readonly name: string
  /** `2023-09-02`, UTC: when they were collected, or staged where their names do not say. */
  readonly day: string
  readonly files: number
  readonly bytes: number
}

/** The newest raw file of a source that a stage has taken. */
export interface NewestFile {
  readonly name: string
  /** Null where names do not say when files were collected. */
  readonly collectedAt: string | null
  readonly stagedAt: string
}

interface LedgerScope {
  /** The schema of the ledger. */
  readonly schema: string
  readonly sources: readonly CollectedSource[]
  readonly since: string
}

/** Files and bytes by source and day since a time, the newest day first. A file that two stages took counts once. */
export function collectedDays(scope: LedgerScope): StatusQuery<CollectedDay> {
  const day = "coalesce(collected_at, created_at)"
  return {
    sql: `select
  name,
  cast(cast(came_at as date) as varchar(10)) as day,
  count(*) as files,
  sum(bytes) as bytes
from (
  select ${sourceOf(scope.sources)} as name, path, max(${day}) as came_at, max(cast(bytes as double precision)) as bytes
  from ${filesOf(scope.schema)}
  where ${day} >= ${stringLiteral(scope.since)}
  group by 1, 2
) as file
group by name, cast(came_at as date)
order by cast(came_at as date) desc, name`,
    read: (row) => ({
      name: text(row["name"]),
      day: text(row["day"]),
      files: number(row["files"]),
      bytes: number(row["bytes"]),
    }),
  }
}

export function newestFiles({ schema, sources }: LedgerScope): StatusQuery<NewestFile> {
  return {
    sql: `select ${sourceOf(sources)} as name, max(collected_at) as collected_at, max(created_at) as staged_at
from ${filesOf(schema)}
group by 1`,
    read: (row) => ({
      name: text(row["name"]),
      collectedAt: optionalText(row["collected_at"]),
      stagedAt: text(row["staged_at"]),
    }),
  }
}

function filesOf(schema: string): string {
  return `(
    select raw_file.stage, raw_file.path, raw_file.bytes, raw_file.collected_at, batch.created_at
    from ${new Relation(schema, "raw_file")} as raw_file
    join ${new Relation(schema, "batch")} as batch
      on batch.stage = raw_file.stage and batch.batch_id = raw_file.batch_id
  ) as raw_file`
}

/** Which source a path belongs to: by its end, because another machine may have the lake in another folder. */
function sourceOf(sources: readonly CollectedSource[]): string {
  const patterns = sources
    .flatMap(({ name, paths }) => paths.map((path) => ({ name, like: `%/${likeOf(path)}` })))
    .sort((a, b) => b.like.length - a.like.length || (a.like < b.like ? -1 : 1))
  if (patterns.length === 0) return "stage"
  const cases = patterns.map(
    ({ name, like }) => `when path like ${stringLiteral(like)} escape '!' then ${stringLiteral(name)}`,
  )
  return `case ${cases.join(" ")} else stage end`
}

/** A glob as a pattern of `like`, with `!` before what is meant as it stands. */
function likeOf(glob: string): string {
  return glob.replaceAll(/\*\*\/|\*+|\?|\[[^\]]*\]|[%_!]/g, (part) => {
    if (part.startsWith("*")) return "%"
    return part === "?" || part.startsWith("[") ? "_" : `!${part}`
  })
}
