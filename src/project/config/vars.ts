import { LuxError, type Problems } from "../../errors.ts"
import { isMap } from "../yaml/is-map.ts"
import { parseYaml, type YamlDocument } from "../yaml/yaml-document.ts"
import { renderValues } from "./rendered-values.ts"
import { valueContext } from "./value-context.ts"

export type Vars = Readonly<Record<string, unknown>>

export interface ProjectVars {
  /** What the project's own templates see. */
  readonly own: Vars
  /** As lux_project.yml has them: a map under a package's name is for that package. */
  readonly written: Vars
  /** Those of the command line. */
  readonly given: Vars
}

/**
 * The project's vars: those under `vars:`, over them those under the project's name there, as in dbt, over them
 * those of `--vars` (YAML or JSON).
 */
export function readVars(
  document: YamlDocument,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): ProjectVars {
  const fromCommand = given === undefined ? {} : (problems.attempt(() => givenVars(given)) ?? {})
  const written = renderedVars(document, fromCommand, env, problems)
  const own = { ...written, ...mapAt(written, nameIn(document)), ...fromCommand }
  return { own, written, given: fromCommand }
}

/**
 * The vars of a package: its own, over them those of the project, over them those under the package's name there, over
 * them those of `--vars`.
 */
export function packageVars(
  document: YamlDocument,
  project: ProjectVars,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): Vars {
  const name = nameIn(document)
  const itsOwn = renderedVars(document, project.given, env, problems)
  return {
    ...itsOwn,
    ...mapAt(itsOwn, name),
    ...project.written,
    ...mapAt(project.written, name),
    ...project.given,
  }
}

function renderedVars(
  document: YamlDocument,
  given: Vars,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): Vars {
  const written = mapAt(document.value, "vars")
  const rendered = renderValues(document, ["vars"], written, valueContext(given, env), problems)
  return isMap(rendered) ? rendered : {}
}

function nameIn({ value }: YamlDocument): string {
  return isMap(value) ? String(value["name"]) : ""
}

function mapAt(value: unknown, key: string): Vars {
  const found = isMap(value) ? value[key] : undefined
  return isMap(found) ? found : {}
}

/** Those of `--vars`, YAML or JSON. Throws LUX-1017 where it is not a map. */
export function givenVars(text: string): Vars {
  const { value } = parseYaml({ path: "--vars", text })
  if (isMap(value)) return value
  if (value === undefined || value === null) return {}
  throw new LuxError("LUX-1017", "--vars is not a map", {
    hint: `Write YAML or JSON: --vars '{"name": "value"}'.`,
  })
}
