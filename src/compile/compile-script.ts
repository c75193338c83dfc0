import { statementRanges } from "../sql/statements.ts"
import type { Template } from "../template/types.ts"
import type { CompiledStatement } from "./compiled.ts"
import { cteName, newReads } from "./reads.ts"
import type { Rendering } from "./rendering.ts"
import { partOf, transactionWords, verbatim } from "./script.ts"
import { toExecutable } from "./to-executable.ts"

/** The statements of a script, each with the ephemeral models that it reads; `scope` has the names that it may use besides. */
export function compileScript(
  rendering: Rendering,
  template: Template,
  scope: Readonly<Record<string, unknown>>,
): readonly CompiledStatement[] {
  const { project, dialects, columnTypes } = rendering
  const reads = newReads()
  const rendered = rendering.render(template, { overrides: new Map(), scope }, reads)
  return statementRanges(rendered.text, project.dialect).map(({ start, end, word }) => {
    const part = partOf(rendered, start, end)
    if (transactionWords.has(word)) return { ...verbatim(part), ephemerals: [], inputs: [], reads: [], word }
    const read = [...reads.ephemerals].filter(([, model]) => part.text.includes(cteName(model)))
    const own = toExecutable(part, dialects, columnTypes, "statement")
    return { ...rendering.completed(own, { ...reads, ephemerals: new Map(read) }), word }
  })
}
