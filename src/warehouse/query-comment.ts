/** What stands next to a statement as a comment, without the comment's own signs. */
export interface QueryComment {
  readonly text: string
  /** True: behind the statement. */
  readonly append: boolean
}

/** The comment of statements that are sent for a node, or where there is none for the run; undefined for no comment. */
export type CommentOf = (node: string | undefined) => QueryComment | undefined

/** The statement with its comment. */
export function withComment(sql: string, comment: QueryComment | undefined): string {
  if (comment === undefined) return sql
  const text = commentText(comment)
  return comment.append ? `${sql}\n${text}` : `${text}\n${sql}`
}

/** The comment as it is sent. */
export function commentText({ text }: QueryComment): string {
  return `/* ${text
    // It must not end the comment, nor begin another: Postgres counts them.
    .replaceAll("*/", "*\\/")
    .replaceAll("/*", "/ *")
    // What follows on a colon would be taken for a parameter's name by Redshift's Data API.
    .replace(/:(?=\w)/g, ": ")} */`
}
