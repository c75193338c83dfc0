import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join, posix } from "node:path"
import { LuxError } from "../../errors.ts"
import { isInlined } from "../../project/materialized.ts"
import { isNamedBySource, isOfFiles } from "../../project/resource-guards.ts"
import { resourceKinds } from "../../project/resource-kinds.ts"
import { versionOf } from "../../project/resources/names.ts"
import type { Project, Relational } from "../../project/types.ts"
import type { SuggestedCheck } from "../../quality/profile/suggest-checks.ts"
import {
  type AddedTests,
  type DescribedAt,
  type WrittenTest,
  withDataTests,
} from "../edit-yaml/with-data-tests.ts"
import type { WrittenChecks } from "./profile-types.ts"

/**
 * Adds checks to the properties file of what they are about, which is made where there is none. `check` reads the
 * project again and throws when it has errors: then the file is as it was before. Throws LUX-2455 where checks cannot be
 * written at all.
 */
export async function writeSuggestions(
  project: Project,
  resource: Relational,
  suggestions: readonly SuggestedCheck[],
  check: () => Promise<unknown>,
): Promise<WrittenChecks> {
  const refusal = whyNot(project, resource)
  if (refusal !== undefined)
    throw new LuxError("LUX-2455", `no checks can be written for "${resource.name}": ${refusal}`, {
      place: resource.place,
      hint: "Without --write they are shown, to be written by hand.",
    })
  const { path, at } = describedIn(resource)
  const file = join(project.root, path)
  const before = existsSync(file) ? readFileSync(file, "utf8") : undefined
  const { text, refused } = withDataTests(before ?? "", at, grouped(suggestions))
  const left = new Set(refused.map(({ column }) => column))
  const written = suggestions.filter(({ column }) => !left.has(column)).length
  if (written > 0) {
    writeFileSync(file, text)
    try {
      await check()
    } catch (error) {
      if (before === undefined) rmSync(file)
      else writeFileSync(file, before)
      throw error
    }
  }
  return { path, written, refused }
}

function whyNot(project: Project, resource: Relational): string | undefined {
  if (resource.packageName !== project.name) return `it belongs to package "${resource.packageName}"`
  if (isOfFiles(resource)) return "its rows are in files"
  if (versionOf(resource) !== undefined) return "it has versions"
  return isInlined(resource) ? "it is ephemeral" : undefined
}

/** The properties file of a resource, which may have to be made, and where in it the resource is. */
function describedIn(resource: Relational): { readonly path: string; readonly at: DescribedAt } {
  const { name, path } = resource
  if (isNamedBySource(resource)) {
    const list = resourceKinds[resource.type].yamlKey
    return { path, at: { list, source: resource.sourceName, name } }
  }
  return {
    path: resource.propertiesPath ?? posix.join(posix.dirname(path), `${name}.yml`),
    at: { list: resourceKinds[resource.type].yamlKey, name },
  }
}

function grouped(suggestions: readonly SuggestedCheck[]): readonly AddedTests[] {
  const columns = [...new Set(suggestions.map(({ column }) => column))]
  return columns.map((column) => ({
    column,
    tests: suggestions
      .filter((each) => each.column === column)
      .map(
        (each): WrittenTest =>
          Object.keys(each.arguments).length === 0 ? each.check : { [each.check]: each.arguments },
      ),
  }))
}
