import { resolve } from "node:path"
import { glob } from "tinyglobby"
import { LuxError } from "../../errors.ts"
import { assertSearchable } from "../../lake/local-files.ts"
import { didYouMean } from "../../nearest.ts"
import { isRelational } from "../../project/resource-guards.ts"
import { isMeantByName, referenceName, shownName } from "../../project/resources/names.ts"
import { referenceTemplate, versionReference } from "../../project/resources/references.ts"
import type { Project, Relational } from "../../project/types.ts"
import { fileLiteral } from "../../sql/identifier.ts"

/** What is profiled: something of the project that has rows, or files. */
export type ProfileSubject =
  | { readonly kind: "relation"; readonly name: string; readonly resource: Relational }
  | {
      readonly kind: "files"
      readonly name: string
      readonly files: readonly string[]
      /** The engine's query that reads them. */
      readonly sql: string
    }

const readers: readonly (readonly [extension: RegExp, reader: (files: string) => string])[] = [
  [/\.parquet$/i, (files) => `read_parquet(${files}, union_by_name = true)`],
  [/\.(csv|tsv)(\.gz|\.zst)?$/i, (files) => `read_csv(${files}, union_by_name = true)`],
  [
    /\.(json|jsonl|ndjson)(\.gz|\.zst)?$/i,
    (files) => `read_json(${files}, union_by_name = true, maximum_object_size = 268435456)`,
  ],
]

/**
 * Finds what a word names: a model, seed, snapshot or source (`lake.media`, `source:lake.media`), or files by a pattern
 * whose name ends in what they are. Throws LUX-2450 for a name of nothing, LUX-2452 for a pattern of no files.
 */
export async function profileSubject(
  project: Project,
  wanted: string,
  folder: string,
): Promise<ProfileSubject> {
  const named = project.resources.filter(isRelational)
  const word = wanted.replace(/^source:/, "")
  const resource =
    named.find((each) => shownName(each) === word || each.uniqueId === word) ??
    named.find((each) => referenceName(each) === word && isMeantByName(each))
  if (resource !== undefined) return { kind: "relation", name: shownName(resource), resource }
  const reader = readers.find(([extension]) => extension.test(wanted))?.[1]
  if (reader !== undefined) return filesSubject(wanted, folder, reader)
  throw new LuxError("LUX-2450", `there is no model, seed, snapshot or source "${word}" to profile`, {
    hint:
      didYouMean(word, named.map(shownName)) ??
      "`lux ls` shows what there is. Files are named by a pattern that ends in .json, .csv or .parquet.",
  })
}

async function filesSubject(
  pattern: string,
  folder: string,
  reader: (files: string) => string,
): Promise<ProfileSubject> {
  assertSearchable(resolve(folder))
  const found = await glob([pattern], {
    cwd: folder,
    onlyFiles: true,
    absolute: true,
    expandDirectories: false,
  })
  if (found.length === 0)
    throw new LuxError("LUX-2452", `no file matches "${pattern}"`, {
      hint: `It was looked for in ${resolve(folder)}. Quote a pattern, or the shell expands it.`,
    })
  const files = found.sort()
  const list = `[${files.map(fileLiteral).join(", ")}]`
  return { kind: "files", name: pattern, files, sql: `select * from ${reader(list)}` }
}

/** The ref or source that means it, in a template. */
export function callOf(resource: Relational): string {
  const { kind, parts, version } = versionReference(resource)
  const named = kind === "ref" ? [resource.packageName, ...parts] : parts
  return referenceTemplate({ kind, parts: named, ...(version === undefined ? {} : { version }) })
}
