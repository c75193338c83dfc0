/** SQL that planners have in common. */
import { groupName, type Question, type Scope } from "../question.ts"
import type { Asked } from "./check-plan.ts"

/** `from relation where ...`, with further conditions. */
export function fromScope(scope: Scope, ...conditions: readonly string[]): string {
  const all = [...(scope.where === undefined ? [] : [scope.where]), ...conditions]
  return `from ${scope.relation}${all.length === 0 ? "" : `\nwhere ${all.map(bracketed).join("\n  and ")}`}`
}

/** Two scopes of one key are read by one scan. */
export function scopeKey(scope: Scope): string {
  return JSON.stringify([scope.relation, scope.where ?? "", scope.groupBy])
}

/** True when failing rows are counted as they are, so that a planner may count them in any way. */
export function countsRows({ failCalc }: Asked): boolean {
  return failCalc.replace(/\s+/g, "").toLowerCase() === "count(*)"
}

/** One row with what a test counts of its failing rows, as column `n`. */
export function failuresQuery({ failCalc, limit }: Asked, failingRows: string): string {
  const rows =
    limit === undefined ? failingRows : `select * from (\n${failingRows}\n) as failing limit ${limit}`
  return `select ${failCalc} as n\nfrom (\n${rows}\n) as failing`
}

/** One row for each group of a scope: its values, `total_rows` and the columns. */
export function scanQuery(scope: Scope, columns: readonly string[]): string {
  const groups = scope.groupBy.map((expression, index) => `${expression} as g${index}`)
  const values = columns.map((expression, index) => `${expression} as c${index}`)
  const list = [...groups, "count(*) as total_rows", ...values].join(",\n  ")
  const by = scope.groupBy.length === 0 ? "" : `\ngroup by ${scope.groupBy.join(", ")}`
  return `select\n  ${list}\n${fromScope(scope)}${by}`
}

/** The groups of rows that are wrong together, one row each. */
export function wrongGroups(question: Question & { kind: "groups" }): string {
  const by = question.by.join(", ")
  return `select ${by}\n${fromScope(question.scope)}\ngroup by ${by}\nhaving ${question.having}`
}

/** How many rows there are next to one of each group: zero where no two rows are alike. */
export function repeatedRows(question: Question & { kind: "groups" }): string {
  const from = fromScope(question.scope)
  return `select (select count(*) ${from}) - count(*) as n
from (
  select distinct ${question.by.join(", ")}
  ${from}
) as distinct_rows`
}

/** For each group of the scope its rows, and as `c0` how many groups in it are wrong together. */
export function wrongGroupsByGroup(question: Question & { kind: "groups" }): string {
  const { scope, by, having } = question
  const names = scope.groupBy.map((_, index) => `g${index}`).join(", ")
  const groups = scope.groupBy.map((expression, index) => `${expression} as g${index}`).join(", ")
  return `select ${names}, sum(lux_rows) as total_rows, count(case when lux_wrong then 1 end) as c0
from (
  select ${groups}, count(*) as lux_rows, (${having}) as lux_wrong
  ${fromScope(scope)}
  group by ${[...scope.groupBy, ...by].join(", ")}
) as lux_groups
group by ${names}`
}

/** One row for each group of a scope: its values, the number of its rows as `total_rows`, and aggregates. */
export function groupsOf(scope: Scope, aggregates: readonly string[] = []): string {
  const groups = scope.groupBy.map((expression, index) => `${expression} as g${index}`)
  return `select ${[...groups, "count(*) as total_rows", ...aggregates].join(", ")}
${fromScope(scope)}
group by ${scope.groupBy.join(", ")}`
}

interface GroupValue {
  readonly name: string
  /** An aggregate, or a query of one value that names the group. */
  readonly sql: string
  readonly isQuery: boolean
}

/** One row for each group of a scope, of which some values take a query of their own. */
export function valuesByGroup(scope: Scope, values: readonly GroupValue[]): string {
  const groups = scope.groupBy.map((_, index) => `g${index}`)
  const aggregates = values.flatMap(({ name, sql, isQuery }) => (isQuery ? [] : [`${sql} as ${name}`]))
  const list = values.map(({ name, sql, isQuery }) => (isQuery ? `(\n${sql}\n) as ${name}` : name))
  return `select ${[...groups, "total_rows", ...list].join(", ")}
from (
${groupsOf(scope, aggregates)}
) as ${groupName}`
}

/** The columns of a scope's groups in a query of `scanQuery` or `wrongGroupsByGroup`. */
export function groupColumns(scope: Scope): readonly string[] {
  return scope.groupBy.map((_, index) => `g${index}`)
}

function bracketed(condition: string): string {
  return `(${condition})`
}
