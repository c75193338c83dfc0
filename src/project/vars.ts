import { LuxError, type Problems } from "../errors.ts"
import { isMap } from "./config-layers.ts"
import { renderValues } from "./rendered-values.ts"
import { valueContext } from "./value-context.ts"
import { parseYaml, type YamlDocument } from "./yaml-document.ts"

/**
 * The project's vars: those under `vars:`, over them those under the project's name there, as in dbt, over them
 * those of `--vars` (YAML or JSON).
 */
export function readVars(
  document: YamlDocument,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): Readonly<Record<string, unknown>> {
  const fromCommand = given === undefined ? {} : (problems.attempt(() => parseGiven(given)) ?? {})
  const written = isMap(document.value) ? document.value : {}
  const rendered = renderValues(
    document,
    ["vars"],
    written["vars"] ?? {},
    valueContext(fromCommand, env),
    problems,
  )
  const own = isMap(rendered) ? rendered : {}
  const ofProject = own[String(written["name"])]
  return { ...own, ...(isMap(ofProject) ? ofProject : {}), ...fromCommand }
}

function parseGiven(text: string): Readonly<Record<string, unknown>> {
  const { value } = parseYaml({ path: "--vars", text })
  if (isMap(value)) return value
  if (value === undefined || value === null) return {}
  throw new LuxError("LUX-1017", "--vars is no map", {
    hint: `Write YAML or JSON: --vars '{"name": "value"}'.`,
  })
}
