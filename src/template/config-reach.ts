import { scanOf, scanOfMacro } from "./facts.ts"
import type { Scan } from "./scan.ts"
import type { SourceFile } from "./source-file.ts"
import type { MacroTable, SqlMacro, Template, WrittenCall } from "./types.ts"

/** Where in a template, and in the macros that it calls, configuration is set. */
export interface Reach {
  /** The calls in blocks and macros. */
  readonly conditional: readonly WrittenCall[]
  /** Where the template's other calls start. */
  readonly always: ReadonlySet<number>
  /** Whether a `config` stands in a statement, or in a macro that it calls. */
  leadsToConfig(file: SourceFile, statement: { readonly start: number; readonly end: number }): boolean
}

/** Found in the syntax tree: nothing is evaluated. Undefined where nothing sets configuration. */
export function configReach(template: Template, macros: MacroTable): Reach | undefined {
  const own = scanOf(template, [])
  if (own.configs.length === 0 && own.calls.length === 0) return undefined
  const visited = new Set<SqlMacro>()
  const conditional: WrittenCall[] = []
  /** File -> where calls of `config`, and of macros that lead to one, start. */
  const starts = new Map<string, number[]>()
  const leads = collect(template.file, own, macros)
  if (!leads) return undefined
  const always = new Set(
    template.program.body.flatMap((statement) =>
      statement.kind === "mustache" && own.configs.some(({ start }) => start === statement.start)
        ? [statement.start]
        : [],
    ),
  )
  for (const call of own.configs)
    if (!always.has(call.start)) conditional.unshift({ file: template.file, call })
  return {
    conditional,
    always,
    leadsToConfig: (file, { start, end }) =>
      starts.get(file.path)?.some((at) => start <= at && at < end) === true,
  }

  /** Notes what of a tree leads to a `config`; false where nothing does. */
  function collect(file: SourceFile, found: Scan, visible: MacroTable): boolean {
    const at = found.configs.map(({ start }) => start)
    for (const call of found.calls) {
      const macro = visible.get(call.name)
      if (macro?.kind !== "sql") continue
      const inside = macro.scope?.macros ?? visible
      if (!setsConfig(macro, inside)) continue
      at.push(call.start)
      if (visited.has(macro)) continue
      visited.add(macro)
      const { configs } = scanOfMacro(macro)
      conditional.push(...configs.map((each) => ({ file: macro.body.file, call: each })))
      collect(macro.body.file, scanOfMacro(macro), inside)
    }
    starts.set(file.path, [...(starts.get(file.path) ?? []), ...at])
    return at.length > 0
  }
}

const known = new WeakMap<MacroTable, Map<SqlMacro, boolean>>()

/** Whether a macro, or one that it calls, sets configuration. Found once for each macro and what it sees. */
function setsConfig(macro: SqlMacro, visible: MacroTable): boolean {
  const before = known.get(visible) ?? new Map<SqlMacro, boolean>()
  known.set(visible, before)
  const found = before.get(macro) ?? search(macro, visible)
  before.set(macro, found)
  return found
}

function search(macro: SqlMacro, visible: MacroTable): boolean {
  const seen = new Set([macro])
  const open: (readonly [SqlMacro, MacroTable])[] = [[macro, visible]]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { configs, calls } = scanOfMacro(next[0])
    if (configs.length > 0) return true
    for (const { name } of calls) {
      const called = next[1].get(name)
      if (called?.kind !== "sql" || seen.has(called)) continue
      seen.add(called)
      open.push([called, called.scope?.macros ?? next[1]])
    }
  }
  return false
}
