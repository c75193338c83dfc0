import { LuxError } from "../errors.ts"
import { parseMacroFile } from "./macro-file.ts"
import { macroTable } from "./macro-table.ts"
import { parseTemplate } from "./parse.ts"
import { render } from "./render.ts"
import type { HelperCall, MacroTable, RenderContext } from "./types.ts"

/** A relation as templates know it: prints itself, has properties. */
class Relation {
  readonly schema: string
  readonly name: string

  constructor(schema: string, name: string) {
    this.schema = schema
    this.name = name
  }

  get label(): string {
    return `${this.schema}.${this.name}`
  }

  toString(): string {
    return this.label
  }
}

/** A context for tests: every ref exists, vars and the environment are what is given. */
export function testContext(
  options: {
    macros?: string | MacroTable
    vars?: Readonly<Record<string, unknown>>
    env?: Readonly<Record<string, string>>
    self?: unknown
    isIncremental?: boolean
  } = {},
): RenderContext {
  const { vars = {}, env = {} } = options
  const given = (values: Readonly<Record<string, unknown>>, { args, place }: HelperCall) => {
    const [name, fallback] = args
    if (Object.hasOwn(values, String(name))) return values[String(name)]
    if (args.length > 1) return fallback
    throw new LuxError("LUX-1014", `"${name}" is not set`, { place })
  }
  return {
    ref: (call) => {
      const name = String(call.args.at(-1))
      if (name !== "missing") return new Relation("analytics", name)
      throw new LuxError("LUX-1201", `model "${name}" does not exist`, { place: call.place })
    },
    source: (call) => new Relation(String(call.args[0]), String(call.args[1])),
    config: () => undefined,
    var: (call) => given(vars, call),
    env: (call) => given(env, call),
    columnsOf: () => ["id", "name", "Order"].map((name) => ({ name, sql: quote(name) })),
    quote,
    backslashEscapes: false,
    self: "self" in options ? options.self : new Relation("analytics", "this_model"),
    isIncremental: () => options.isIncremental ?? false,
    target: { name: "dev", schema: "main" },
    runStartedAt: () => "2024-05-01T10:00:00.000Z",
    invocationId: () => "abc",
    macros: typeof options.macros === "string" ? macrosOf(options.macros) : (options.macros ?? new Map()),
  }
}

function quote(name: string): string {
  return /^[a-z_]+$/.test(name) ? name : `"${name}"`
}

export function macrosOf(text: string): MacroTable {
  return macroTable(parseMacroFile({ path: "macros/m.sql", text }).macros)
}

/** The rendered text, or the error as `code line:column message`. */
export function outcome(
  text: string,
  context: RenderContext,
  scope?: Readonly<Record<string, unknown>>,
): string {
  return attempt(() => render(parseTemplate({ path: "models/m.sql", text }), context, scope).text)
}

export function attempt(work: () => string): string {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return `${error.code} ${error.place?.line}:${error.place?.column} ${error.message}`
  }
}
