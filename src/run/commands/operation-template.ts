import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { Project } from "../../project/types.ts"
import { isMap } from "../../project/yaml/is-map.ts"
import { parseYaml } from "../../project/yaml/yaml-document.ts"
import { fromJavaScript } from "../../template/js-values.ts"
import { parseTemplate } from "../../template/parse.ts"
import type { SqlMacro, Template } from "../../template/types.ts"

/** What an operation renders. */
export interface OperationTemplate {
  readonly name: string
  readonly template: Template
  readonly scope: Readonly<Record<string, unknown>>
}

export interface OperationWish {
  /** Name of a macro. */
  readonly macro?: string | undefined
  /** The macro's arguments by name: a map, or YAML or JSON text of one. */
  readonly args?: string | Readonly<Record<string, unknown>> | undefined
  /** Templated SQL instead of a macro. */
  readonly sql?: string | undefined
}

/**
 * A macro called with arguments, or the templated SQL itself. Throws LUX-2340 for a macro that does not exist, LUX-2341
 * for arguments that are not map, LUX-1107 for arguments that the macro does not take or that it needs.
 */
export function operationTemplate(project: Project, { macro, args, sql }: OperationWish): OperationTemplate {
  if (macro === undefined)
    return { name: "--sql", template: parseTemplate({ path: "--sql", text: sql ?? "" }), scope: {} }
  const found = project.macros.get(macro)
  if (found === undefined)
    throw new LuxError("LUX-2340", `there is no macro "${macro}" to run`, {
      hint: didYouMean(macro, project.macros.keys()) ?? declared([...project.macros.keys()]),
    })
  const given = typeof args === "string" ? parsed(args) : fromProgram(args)
  const names = Object.keys(given)
  if (found.kind === "sql") checkArguments(found, names)
  const wrong = names.find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (wrong !== undefined)
    throw new LuxError("LUX-1107", `"${wrong}" cannot be the name of an argument of macro "${macro}"`)
  const call = [macro, ...names.map((name) => `${name}=args.${name}`)].join(" ")
  const template = parseTemplate({ path: "run-operation", text: `{{${call}}}` })
  return { name: macro, template, scope: { args: given } }
}

/** Throws LUX-1120 for a number that may have lost digits. */
function fromProgram(args: OperationWish["args"]): Readonly<Record<string, unknown>> {
  const given = fromJavaScript(args ?? {}, "args has")
  return isMap(given) ? given : {}
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  const { value } = parseYaml({ path: "--args", text })
  if (isMap(value)) return value
  if (value === undefined || value === null) return {}
  throw new LuxError("LUX-2341", "--args is not a map", {
    hint: `Write YAML or JSON: --args '{days: 30}'.`,
  })
}

function checkArguments({ name, parameters, place }: SqlMacro, given: readonly string[]): void {
  const known = parameters.map((parameter) => parameter.name)
  const related = [{ message: `macro "${name}" is defined here`, place }]
  const example = known.map((each) => `${each}: ...`).join(", ")
  const takes = known.length === 0 ? "It takes none: leave --args out." : `Write --args '{${example}}'.`
  for (const each of given)
    if (!known.includes(each))
      throw new LuxError("LUX-1107", `macro "${name}" has no argument "${each}"`, {
        hint: didYouMean(each, known) ?? takes,
        related,
      })
  const missing = parameters.filter((each) => !Object.hasOwn(each, "default") && !given.includes(each.name))
  if (missing.length === 0) return
  const list = missing.map((each) => `"${each.name}"`).join(", ")
  const noun = missing.length === 1 ? "argument" : "arguments"
  throw new LuxError("LUX-1107", `macro "${name}" needs the ${noun} ${list}`, { hint: takes, related })
}

function declared(names: readonly string[]): string {
  if (names.length === 0) return "The project has no macros: write one into macros/."
  return `There are: ${names.slice(0, 8).join(", ")}${names.length > 8 ? " ..." : ""}.`
}
