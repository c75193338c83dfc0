import type { OpenProject } from "../open-project.ts"
import type { ProjectNames } from "../types.ts"
import { completionFiles, completionNodes, writtenNames } from "./completion-nodes.ts"

/** What a shell may complete. Warnings and errors of the project are for other commands to tell. */
export async function names(open: OpenProject): Promise<ProjectNames> {
  const root = open.root()
  const nodes = await open.reader.outline().then(
    ({ graph }) => completionNodes(graph),
    () => completionFiles(root),
  )
  return { ...nodes, ...(await writtenNames(root)) }
}
