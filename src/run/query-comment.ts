import type { Compiler } from "../compile/compiler.ts"
import type { Project } from "../project/types.ts"

/** Puts the project's query comment before (or behind) a statement, so that the warehouse's logs tell who sent it. */
export function queryCommenter(
  project: Project,
  compiler: Compiler,
): (sql: string, uniqueId: string) => string {
  const { comment, append } = project.queryComment
  if (comment === undefined) return (sql) => sql
  return (sql, uniqueId) => {
    // The text of a comment must not end it.
    const text = compiler.text(comment, { node: uniqueId }).replaceAll("*/", "*\\/")
    return append ? `${sql}\n/* ${text} */` : `/* ${text} */\n${sql}`
  }
}
