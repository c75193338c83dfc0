import { show as showRows } from "../../run/commands/show.ts"
import type { OpenProject } from "../open-project.ts"
import type { ShowOptions, ShowResult } from "../types.ts"
import { deferFor } from "./command-compiler.ts"
import { selectFrom, selecting } from "./select-nodes.ts"

/** `lux show`. */
export async function show(open: OpenProject, options: ShowOptions): Promise<ShowResult> {
  const found = await open.whole()
  const source = await selectFrom(open, found, options)
  const { node, inline, limit = 5, lockTimeoutSeconds, signal } = options
  const defer = await deferFor(options, source.state)
  const select = selecting(source)
  return showRows(found, { node, inline, select, limit, lockTimeoutSeconds, signal, defer })
}
