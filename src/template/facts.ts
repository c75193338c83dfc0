import type { RelatedPlace } from "../errors.ts"
import { type Scan, scan } from "./scan.ts"
import { placeAt, type SourceFile } from "./source-file.ts"
import type {
  GenericTest,
  Macro,
  MacroTable,
  RelationCall,
  SqlMacro,
  Template,
  TemplateFacts,
} from "./types.ts"

/**
 * What a template reads and uses, found in its syntax tree: both branches of every block, and the SQL macros it calls,
 * however deep. Nothing is rendered.
 */
export function factsOf(template: Template, macros: MacroTable): TemplateFacts {
  const relations: RelationCall[] = []
  const reached = new Set<string>()
  const vars = new Set<string>()
  const envs = new Set<string>()
  let dynamic = false
  let mayFail = false
  let usesIsIncremental = false
  let usesSelf = false
  collect(template.file, scanOf(template, []), macros, undefined, [])
  return {
    relations,
    macros: [...reached],
    vars: [...vars],
    envs: [...envs],
    dynamic,
    mayFail,
    usesIsIncremental,
    usesSelf,
  }

  /** `outside` is the range of the template's own call, for what stands inside macros. */
  function collect(
    file: SourceFile,
    found: Scan,
    visible: MacroTable,
    outside: Range | undefined,
    path: readonly RelatedPlace[],
  ): void {
    for (const { start, end, ...relation } of found.relations) {
      const inside = placeAt(file, start, end - start)
      const last = path.at(-1)
      relations.push(
        outside === undefined || last === undefined
          ? { ...relation, place: inside }
          : {
              ...relation,
              place: placeAt(template.file, outside.start, outside.end - outside.start),
              related: [...path.slice(0, -1), { ...last, place: inside }],
            },
      )
    }
    for (const name of found.vars) vars.add(name)
    for (const name of found.envs) envs.add(name)
    dynamic ||= found.dynamic
    mayFail ||= found.mayFail
    usesIsIncremental ||= found.usesIsIncremental
    usesSelf ||= found.usesSelf
    for (const call of found.calls) follow(call, file, visible, outside, path)
  }

  function follow(
    call: Scan["calls"][number],
    file: SourceFile,
    visible: MacroTable,
    outside: Range | undefined,
    path: readonly RelatedPlace[],
  ): void {
    const macro = visible.get(call.name)
    if (macro === undefined) return
    const name = qualifiedName(macro)
    if (reached.has(name)) return
    reached.add(name)
    if (macro.kind === "js") {
      dynamic = true
      return
    }
    const here = path.at(-1)
    const step: RelatedPlace = { message: `in macro "${macro.name}"`, place: macro.place }
    const before =
      here === undefined
        ? []
        : [...path.slice(0, -1), { ...here, place: placeAt(file, call.start, call.end - call.start) }]
    const inside = macro.scope?.macros ?? visible
    const steps = [...before, step]
    collect(macro.body.file, scanOfMacro(macro), inside, outside ?? call, steps)
  }
}

/** The name that means this macro or test everywhere: `package.name` for one of a package. */
export function qualifiedName({ name, scope }: Pick<Macro | GenericTest, "name" | "scope">): string {
  return scope === undefined ? name : `${scope.packageName}.${name}`
}

interface Range {
  readonly start: number
  readonly end: number
}

const scans = new WeakMap<Template, Scan>()

/** A template's own tree is walked once, however many models call the macro. */
export function scanOf(template: Template, parameters: readonly string[]): Scan {
  const known = scans.get(template)
  if (known !== undefined) return known
  const found = scan(template.program, parameters)
  scans.set(template, found)
  return found
}

export function scanOfMacro({ body, parameters }: Pick<SqlMacro, "body" | "parameters">): Scan {
  return scanOf(
    body,
    parameters.map((parameter) => parameter.name),
  )
}
