import { parseTemplate } from "../../template/parse.ts"
import type { SourceFile } from "../../template/source-file.ts"
import type { Template } from "../../template/types.ts"

/** Parses files of models, each once; throws what `parseTemplate` throws. */
export type TemplateOf = (file: SourceFile) => Template

/** Parses now, while there is time for it; what is wrong with a file is thrown when it is asked for. */
export function parseAhead(files: readonly SourceFile[]): TemplateOf {
  const parsed = new Map<SourceFile, Template | undefined>()
  for (const file of files) parsed.set(file, attempt(file))
  return (file) => parsed.get(file) ?? parseTemplate(file)
}

function attempt(file: SourceFile): Template | undefined {
  try {
    return parseTemplate(file)
  } catch {
    return undefined
  }
}
