import { LuxError, type Problems } from "../errors.ts"
import { isMap } from "./config-layers.ts"
import { renderValues } from "./rendered-values.ts"
import { valueContext } from "./value-context.ts"
import { parseYaml, type YamlDocument } from "./yaml-document.ts"

/** The project's vars, those of `--vars` (YAML or JSON) over them. */
export function readVars(
  document: YamlDocument,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): Readonly<Record<string, unknown>> {
  const own = isMap(document.value) ? document.value["vars"] : undefined
  const fromCommand = given === undefined ? {} : (problems.attempt(() => parseGiven(given)) ?? {})
  const rendered = renderValues(document, ["vars"], own ?? {}, valueContext(fromCommand, env), problems)
  return { ...(isMap(rendered) ? rendered : {}), ...fromCommand }
}

function parseGiven(text: string): Readonly<Record<string, unknown>> {
  const { value } = parseYaml({ path: "--vars", text })
  if (isMap(value)) return value
  throw new LuxError("LUX-1017", "--vars is no map", {
    hint: `Write YAML or JSON: --vars '{"name": "value"}'.`,
  })
}
