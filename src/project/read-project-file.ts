import { parse as parseDotenv } from "dotenv"
import * as z from "zod"
import { LuxError, LuxErrors, type Problems } from "../errors.ts"
import { hideSecrets, hideSecretVars, type SecretNames } from "../secrets.ts"
import { renderedLater, renderValues } from "./config/rendered-values.ts"
import { valueContext } from "./config/value-context.ts"
import { type ProjectVars, packageVars, readVars, type Vars } from "./config/vars.ts"
import { projectFileName } from "./files/find-root.ts"
import type { ProjectInputs } from "./files/project-inputs.ts"
import { type ProjectFile, projectFileSchema } from "./project-file.ts"
import { isMap } from "./yaml/is-map.ts"
import { parsing, validate } from "./yaml/validate.ts"
import { parseYaml, type YamlDocument } from "./yaml/yaml-document.ts"

/** The project file, with the variables and the environment that the rest of the project sees. */
export interface ReadProjectFile {
  readonly document: YamlDocument
  readonly file: ProjectFile
  readonly vars: ProjectVars
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads `lux_project.yml` and `.env` next to it. What is wrong goes to `problems`; where it leaves open what the project
 * consists of, it is thrown.
 */
export function readProjectFile(
  inputs: ProjectInputs,
  givenVars: string | undefined,
  processEnv: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): ReadProjectFile {
  const dotenv = inputs.readIfThere(".env")
  const variables = { ...(dotenv === undefined ? {} : parseDotenv(dotenv.text)), ...processEnv }
  const env = inputs.watched(variables)
  hideSecrets(variables)
  const document = parseYaml(inputs.read(projectFileName))
  const names = secretNamesIn(document)
  hideSecrets(variables, names)
  const vars = readVars(document, givenVars, env, problems)
  hideSecretVars(vars.given, names)
  return { document, file: readFile(document, vars.own, env, problems), vars, env }
}

/** Before anything of the project is rendered, of which errors may tell. What is wrong with the keys is reported later. */
function secretNamesIn({ value }: YamlDocument): SecretNames {
  const named = (key: string): readonly string[] => {
    const written = isMap(value) ? value[key] : undefined
    return [written].flat().filter((each) => typeof each === "string")
  }
  return { secrets: named("secrets"), notSecrets: named("not_secrets") }
}

/** The project file of a package; its vars are those that its own templates see. */
export function readPackageFile(
  inputs: ProjectInputs,
  folder: string,
  project: ReadProjectFile,
  problems: Problems,
): { readonly document: YamlDocument; readonly file: ProjectFile; readonly vars: Vars } {
  const document = parseYaml(inputs.read(`${folder}/${projectFileName}`))
  const vars = packageVars(document, project.vars, project.env, problems)
  const file = readFile(document, vars, project.env, problems)
  if (
    isMap(document.value) &&
    document.value["dialect"] !== undefined &&
    file.dialect !== project.file.dialect
  )
    problems.add(
      new LuxError("LUX-1086", `package "${file.name}" is written in ${file.dialect}`, {
        place: document.placeOf(["dialect"]),
        hint: `This project is written in ${project.file.dialect}: one run speaks one dialect.`,
      }),
    )
  return { document, file, vars }
}

function readFile(
  document: YamlDocument,
  vars: Vars,
  env: Readonly<Record<string, string | undefined>>,
  problems: Problems,
): ProjectFile {
  const varsRead = problems.found.length === 0
  const context = valueContext(vars, env)
  const written = isMap(document.value) ? document.value : {}
  const values = Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      readElsewhere.has(key) ? value : renderValues(document, [key], value, context, problems, renderedLater),
    ]),
  )
  const file = validate(
    projectFileSchema,
    isMap(document.value ?? {}) ? values : document.value,
    (path, part) => document.placeOf(path, part),
    problems,
  )
  const decided =
    varsRead && decisive.safeParse(values, parsing()).success && Object.keys(written).every(isKnown)
  if (file === undefined || !decided) throw asOne(problems)
  return file
}

/** Vars are read already, of the targets only one matters, and the others are templates of their own. */
const readElsewhere: ReadonlySet<string> = new Set([
  "vars",
  "targets",
  "query-comment",
  "on-run-start",
  "on-run-end",
  // Read before anything can be rendered.
  "secrets",
  "not_secrets",
])

/** While one of these is wrong, or a key that may be meant for one is not known, errors elsewhere would only follow. */
const decisive = z.object({
  name: projectFileSchema.shape.name,
  vars: projectFileSchema.shape.vars,
  "model-paths": projectFileSchema.shape["model-paths"],
  "seed-paths": projectFileSchema.shape["seed-paths"],
  "snapshot-paths": projectFileSchema.shape["snapshot-paths"],
  "test-paths": projectFileSchema.shape["test-paths"],
  "macro-paths": projectFileSchema.shape["macro-paths"],
})

function isKnown(key: string): boolean {
  return Object.hasOwn(projectFileSchema.shape, key)
}

function asOne(problems: Problems): Error {
  const [only, more] = problems.found
  if (only === undefined) return new LuxError("LUX-1005", `${projectFileName} cannot be read`)
  return more === undefined ? only : new LuxErrors(problems.found)
}
