import picomatch from "picomatch"
import { globMatcher, isGlob } from "./glob.ts"
import type { Selectable } from "./selectable.ts"

/**
 * By path relative to the project: a file or all below a folder; in a pattern `**` stands for any folders. A properties
 * file means what it declares and what it describes.
 */
export function pathMatcher(value: string): (resource: Selectable) => boolean {
  const path = value
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "")
    .replace(/\/+$/, "")
  if (path === "." || path === "") return () => true
  const matches = isGlob(path)
    ? picomatch([path, `${path}/**`])
    : (file: string) => file === path || file.startsWith(`${path}/`)
  return (resource) => filesOf(resource).some((file) => matches(file))
}

/** By the name of the file, with or without its ending. */
export function fileMatcher(value: string): (resource: Selectable) => boolean {
  const matches = globMatcher(value)
  return (resource) =>
    filesOf(resource).some((file) => matches(fileName(file))) ||
    matches(fileName(resource.path).replace(/\.[^.]+$/, ""))
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

function filesOf(resource: Selectable): readonly string[] {
  const { path, propertiesPath: described } = resource
  return described === undefined ? [path] : [path, described]
}
