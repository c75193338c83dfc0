/** The tables and views of the quality history, in the schema that `quality:` of lux_project.yml names. */
export const historyNames: readonly string[] = [
  "invocation",
  "node_result",
  "check_result",
  "metric",
  "archive",
  "latest_check",
  "failing_streak",
  "pass_rate_by_day",
  "slowest_check",
]
