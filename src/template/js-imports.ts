import { posix } from "node:path"
import type { SourceFile } from "./source-file.ts"

const relativeImport = /\b(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g

/** Paths of the files next to it that a script names, relative to the project; packages are not among them. */
export function importedPaths({ path, text }: Pick<SourceFile, "path" | "text">): readonly string[] {
  return [...text.matchAll(relativeImport)].map(([, specifier = ""]) =>
    posix.join(posix.dirname(path), specifier),
  )
}

/**
 * The text of a script and of all that it imports from next to it, directly or through others. `read` gives undefined
 * where there is no such file.
 */
export function textWithImports(path: string, read: (path: string) => string | undefined): string {
  const texts: string[] = []
  const seen = new Set([path])
  for (const file of seen) {
    const text = read(file)
    if (text === undefined) continue
    texts.push(file === path ? text : `// ${file}\n${text}`)
    for (const imported of importedPaths({ path: file, text })) seen.add(imported)
  }
  return texts.join("\n")
}
