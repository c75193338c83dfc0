import { InputFile, neverSeen } from "../project/files/project-inputs.ts"
import { laterYaml, type YamlDocument } from "../project/yaml/yaml-document.ts"
import type { RecordedInputs } from "./recorded-inputs.ts"
import type { KeptFiles } from "./recorded-value.ts"

/** The project's files as they are found when they are asked for. */
export function keptFiles({ files: known }: RecordedInputs, root: string): KeptFiles {
  const files = new Map<string, InputFile>()
  const documents = new Map<string, YamlDocument>()
  const file = (path: string): InputFile => {
    const found = files.get(path) ?? new InputFile(root, path, known[path]?.[0] ?? neverSeen)
    files.set(path, found)
    return found
  }
  return {
    file,
    yaml(path: string): YamlDocument {
      const document = documents.get(path) ?? laterYaml(file(path))
      documents.set(path, document)
      return document
    },
  }
}
