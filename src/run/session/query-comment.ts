import { type Invocation, renderContext } from "../../compile/render-context.ts"
import type { Project } from "../../project/types.ts"
import { render } from "../../template/render.ts"
import type { CommentOf, QueryComment } from "../../warehouse/query-comment.ts"

/** The project's query comment, by which the warehouse's logs tell who sent a statement, and for which node. */
export function queryComments(project: Project, invocation: Invocation): CommentOf {
  const { comment, append } = project.queryComment
  if (comment === undefined) return () => undefined
  const context = renderContext(project, invocation, { ref: () => "", source: () => "", columnsOf: () => [] })
  const made = new Map<string, QueryComment>()
  return (node = "") => {
    const known = made.get(node)
    if (known !== undefined) return known
    const one = { text: render(comment, context, { node }).text, append }
    made.set(node, one)
    return one
  }
}

/** What Redshift's system tables file a command's statements under. */
export function labelOf(invocationId: string): string {
  return `lux:${invocationId}`
}
