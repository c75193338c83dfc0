import picomatch from "picomatch"
import type { Resource } from "../project/types.ts"
import { globMatcher, isGlob } from "./glob.ts"

/**
 * By path relative to the project: a file or all below a folder; in a pattern `**` stands for any folders. A properties
 * file means what it declares and what it describes.
 */
export function pathMatcher(value: string): (resource: Resource) => boolean {
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
export function fileMatcher(value: string): (resource: Resource) => boolean {
  const matches = globMatcher(value)
  return (resource) =>
    filesOf(resource).some((file) => matches(fileName(file))) ||
    matches(fileName(resource.path).replace(/\.[^.]+$/, ""))
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1)
}

function filesOf(resource: Resource): readonly string[] {
  const described = "propertiesPath" in resource ? resource.propertiesPath : undefined
  return described === undefined ? [resource.path] : [resource.path, described]
}
