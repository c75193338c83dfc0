import type { OpenProject } from "../open-project.ts"
import type { ListedNode, ListOptions } from "../types.ts"
import { listNodes } from "./listed-node.ts"
import { selectFromOutline, selectResources } from "./select-nodes.ts"

/** `lux ls`. */
export async function list(open: OpenProject, options: ListOptions): Promise<readonly ListedNode[]> {
  const outline = await open.outline()
  const source = await selectFromOutline(open, outline, options)
  const resources = await selectResources(open, source, options)
  const { database } = outline
  return listNodes({ ...source, database, relations: await outline.relations() }, resources, options)
}
