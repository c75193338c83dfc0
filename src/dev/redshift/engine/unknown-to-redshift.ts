import { type Token, tokens } from "../../../sql/tokens.ts"
import { EngineError } from "./connection.ts"

/** What Postgres would take, and Redshift has never had: https://docs.aws.amazon.com/redshift/latest/dg/c_redshift-sql-implementated-differently.html */
const commands: readonly (readonly string[])[] = [
  ["create", "index"],
  ["create", "unique", "index"],
  ["create", "sequence"],
  ["create", "trigger"],
  ["create", "type"],
  ["create", "domain"],
  ["create", "extension"],
  ["create", "rule"],
  ["savepoint"],
  ["release"],
  ["rollback", "to"],
  ["do"],
  ["listen"],
  ["notify"],
  ["cluster"],
]
const clauses: readonly (readonly string[])[] = [["returning"], ["on", "conflict"]]
const writes = new Set(["insert", "update", "delete", "merge", "with"])

/** Throws what Redshift says of a command or a clause that it does not have. */
export function refuseUnknown(sql: string): void {
  const all = tokens(sql, "redshift")
  const command = commands.find((words) => stands(all, 0, words))
  if (command !== undefined)
    throw new EngineError(`SQL command "${command.join(" ").toUpperCase()}" not supported on Redshift`)
  if (!writes.has(all[0]?.text ?? "")) return
  let depth = 0
  for (const [at, { kind, text }] of all.entries()) {
    if (kind === "symbol" && text === "(") depth++
    if (kind === "symbol" && text === ")") depth--
    const clause = depth === 0 ? clauses.find((words) => stands(all, at, words)) : undefined
    if (clause !== undefined) throw new EngineError(`syntax error at or near "${clause.join(" ")}"`)
  }
}

function stands(all: readonly Token[], at: number, words: readonly string[]): boolean {
  return words.every((word, index) => all[at + index]?.kind === "word" && all[at + index]?.text === word)
}
