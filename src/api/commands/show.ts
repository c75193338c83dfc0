import { show as showRows } from "../../run/commands/show.ts"
import type { OpenProject } from "../open-project.ts"
import type { ShownMetrics, ShowOptions, ShowResult } from "../types.ts"
import { compilerFor, deferFor } from "./command-compiler.ts"
import { selectFrom, selecting } from "./select-nodes.ts"

/** `lux show`. */
export async function show(open: OpenProject, options: ShowOptions): Promise<ShowResult> {
  const found = await open.whole()
  const source = await selectFrom(open, found, options)
  const { node, inline, limit = 5, lockTimeoutSeconds, signal } = options
  const defer = await deferFor(options, source.state)
  const select = selecting(source)
  const { metrics } = options
  const asked = { node, inline, select, limit, lockTimeoutSeconds, signal, defer }
  if (metrics === undefined) return showRows(found, asked)
  return {
    ...(await showRows(found, { ...asked, inline: await sqlOfMetrics(open, metrics) })),
    node: metrics.metrics.join(","),
  }
}

async function sqlOfMetrics(open: OpenProject, { metrics, by = [], where }: ShownMetrics): Promise<string> {
  const found = await open.whole()
  const { knowledge } = await compilerFor(open, found)
  const [{ questionSql }, { checkMetrics }] = await Promise.all([
    import("./metric-question.ts"),
    import("./check-metrics.ts"),
  ])
  await checkMetrics(open, knowledge)
  return questionSql({ metrics, by, where }, found.project, (model) => knowledge.relationOf(model))
}
