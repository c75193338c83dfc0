import { Problems } from "../../errors.ts"
import type { InputFile, ProjectInputs } from "../files/project-inputs.ts"
import type { PropertiesFile } from "../loading.ts"
import { describedNames } from "./described-names.ts"
import { type Properties, propertiesSchema } from "./properties-file.ts"
import { readInThread } from "./properties-thread.ts"
import { parsing, validate } from "./validate.ts"
import { laterYaml, parseYaml } from "./yaml-document.ts"

/** A thread takes longer to start than so many files take to be read. */
const fewForAThread = 400

/**
 * The properties files that are well formed. What is wrong with the others goes to `problems`. Of many files a thread
 * reads a part; `meanwhile` is done here before the rest.
 */
export async function readProperties(
  files: readonly InputFile[],
  inputs: ProjectInputs,
  problems: Problems,
  meanwhile: () => void,
): Promise<readonly PropertiesFile[]> {
  const thread = files.length < fewForAThread ? undefined : readInThread(inputs.root, files)
  meanwhile()
  const own = new Map<InputFile, readonly PropertiesFile[]>()
  for (let file = thread?.next(); file !== undefined; file = thread?.next())
    own.set(file, readHere(file, inputs, problems))
  const there = await thread?.answer
  return files.flatMap((file) => {
    const known = there?.get(file.path)
    if (known === undefined) return own.get(file) ?? readHere(file, inputs, problems)
    inputs.described.set(file.path, known.described)
    file.digest = known.digest
    return [{ document: laterYaml(file), values: known.values }]
  })
}

/** A properties file that was read, with the names that it says something about. */
export interface ReadProperties {
  readonly values: Properties
  readonly described: readonly string[]
  readonly digest: string
}

/** Undefined where anything is wrong with the file: what that is takes a reading that tells places. */
export function readPropertiesFile(file: InputFile): ReadProperties | undefined {
  const problems = new Problems()
  const document = problems.attempt(() => parseYaml(file))
  if (document === undefined) return undefined
  const result = propertiesSchema.safeParse(document.value ?? {}, parsing())
  return result.success
    ? { values: result.data, described: describedNames(document.value), digest: file.digest }
    : undefined
}

function readHere(file: InputFile, inputs: ProjectInputs, problems: Problems): readonly PropertiesFile[] {
  const document = problems.attempt(() => parseYaml(file))
  if (document === undefined) return []
  inputs.described.set(file.path, describedNames(document.value))
  const placeOf = document.placeOf.bind(document)
  const values = validate(propertiesSchema, document.value ?? {}, placeOf, problems)
  return values === undefined ? [] : [{ document, values }]
}
