import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import { fullNameOf } from "../sql/full-name.ts"
import { type Token, tokens, UnfinishedText } from "../sql/tokens.ts"
import { lexicalDialects } from "../sql/types.ts"

/**
 * The compiled SQL of a node with the names that dbt's artifacts have: relations with their database, quoted, as `relation_name`
 * has them, and ephemeral models as `__dbt__cte__<name>`. Tools that find lineage in `compiled_code` compare these names to the
 * letter. Undefined where this command did not compile it.
 */
export function namedAsRelations(node: CompiledNode, compiled: CompiledProject): string | undefined {
  const { sql } = node
  if (sql === undefined) return undefined
  const names = namesIn(node, compiled)
  if (names.size === 0) return sql
  try {
    return renamed(sql, tokens(sql, lexicalDialects[compiled.target.type]), names)
  } catch (error) {
    if (error instanceof UnfinishedText) return sql
    throw error
  }
}

/** What the SQL calls what it reads, in lower case, and what artifacts call it. */
function namesIn(node: CompiledNode, { nodes }: CompiledProject): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  const add = (each: CompiledNode): void => {
    const { relation } = each
    if (relation === undefined || names.has(relation.called)) return
    if (relation.isInlined) {
      names.set(relation.called, `__dbt__cte__${relation.name}`)
      for (const id of each.dependsOn) visit(id)
    } else names.set(relation.called, fullNameOf(relation))
  }
  const visit = (id: string): void => {
    const read = nodes[id]
    if (read !== undefined) add(read)
  }
  add(node)
  for (const id of node.dependsOn) visit(id)
  return names
}

function renamed(sql: string, all: readonly Token[], names: ReadonlyMap<string, string>): string {
  let text = ""
  let done = 0
  for (let at = 0; at < all.length; at++) {
    const first = all[at]
    if (first === undefined || !isName(first) || all[at - 1]?.text === ".") continue
    const last = all[at + 2]
    const isTwo = all[at + 1]?.text === "." && last !== undefined && isName(last)
    const two = isTwo ? names.get(`${first.text}.${last.text}`.toLowerCase()) : undefined
    const name = two ?? names.get(first.text.toLowerCase())
    if (name === undefined) continue
    const end = two === undefined || last === undefined ? first.end : last.end
    text += sql.slice(done, first.start) + name
    done = end
    if (two !== undefined) at += 2
  }
  return text + sql.slice(done)
}

function isName({ kind }: Token): boolean {
  return kind === "word" || kind === "quoted"
}
