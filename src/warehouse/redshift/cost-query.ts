import { backslashLiteral } from "../../sql/identifier.ts"
import type { CostQuery } from "../implementation.ts"

/**
 * What statements cost, by their comments: `comment`, `statements`, `queued`, `compiled` and `executed` in microseconds,
 * `bytes` scanned, `rows` written or returned, `spilled` in bytes. Columns are those of
 * https://docs.aws.amazon.com/redshift/latest/dg/SYS_QUERY_HISTORY.html and SYS_QUERY_DETAIL.html there.
 */
export function costQuery({ label, holding, behind }: CostQuery): string {
  const which = [
    `query_label = ${backslashLiteral(label)}`,
    ...(holding === undefined ? [] : [`position(${backslashLiteral(holding)} in query_text) > 0`]),
  ].join(" and ")
  // The view keeps the first 4,000 characters. A comment in front ends where it says so first.
  const comment =
    behind === undefined
      ? "substring(h.query_text, 1, position('*/' in h.query_text) + 1)"
      : `right(rtrim(h.query_text), ${behind})`
  return `select
  ${comment} as comment,
  count(*) as statements,
  sum(h.queue_time) as queued,
  sum(h.compile_time) as compiled,
  sum(h.execution_time) as executed,
  sum(coalesce(d.bytes, 0)) as bytes,
  sum(h.returned_rows + coalesce(d.written, 0)) as rows,
  sum(coalesce(d.spilled, 0)) as spilled
from sys_query_history as h
left join (
  select
    query_id,
    sum(case when step_name = 'scan' then input_bytes end) as bytes,
    sum(case when step_name in ('insert', 'delete') then output_rows end) as written,
    sum(spilled_block_local_disk + spilled_block_remote_disk) * 1048576 as spilled
  from sys_query_detail
  where step_name <> ''
    and query_id in (select query_id from sys_query_history where ${which})
  group by query_id
) as d on d.query_id = h.query_id
where ${which} and h.status in ('success', 'failed', 'canceled')
group by 1`
}
