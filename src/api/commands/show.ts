import { show as showRows } from "../../run/commands/show.ts"
import type { OpenProject } from "../open-project.ts"
import type { ShowOptions, ShowResult } from "../types.ts"
import { compilerFor, deferFor } from "./command-compiler.ts"
import { selectFrom, selecting } from "./select-nodes.ts"

/** `lux show`. */
export async function show(open: OpenProject, options: ShowOptions): Promise<ShowResult> {
  const found = await open.whole()
  if (options.rejects === true) {
    const { showRejects } = await import("../../run/commands/show-rejects.ts")
    const { node = "", limit = 5, lockTimeoutSeconds, signal } = options
    return showRejects({ read: found, lockTimeoutSeconds, signal }, node, limit)
  }
  const source = await selectFrom(open, found, options)
  const { node, inline, limit = 5, lockTimeoutSeconds, signal } = options
  const defer = await deferFor(options, source.state)
  const select = selecting(source)
  const { metrics, tile } = options
  const asked = { node, inline, select, limit, lockTimeoutSeconds, signal, defer }
  if (metrics === undefined && tile === undefined) return showRows(found, asked)
  const shown = await showRows(found, { ...asked, inline: await sqlOfMetrics(open, options) })
  return { ...shown, node: tile ?? metrics?.metrics.join(",") ?? shown.node }
}

async function sqlOfMetrics(open: OpenProject, { metrics, tile }: ShowOptions): Promise<string> {
  const found = await open.whole()
  const { knowledge } = await compilerFor(open, found)
  const [{ questionSql, tileSql }, { checkMetrics }] = await Promise.all([
    import("./metric-question.ts"),
    import("./check-metrics.ts"),
  ])
  await checkMetrics(open, knowledge)
  if (tile !== undefined) return tileSql(tile, found.project)
  const { metrics: names = [], by = [], where } = metrics ?? {}
  return questionSql({ metrics: names, by, where }, found.project, (model) => knowledge.relationOf(model))
}
