import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join, posix } from "node:path"
import { isUnitTest } from "../../project/resource-guards.ts"
import { isMeantByName } from "../../project/resources/names.ts"
import { referenceText, referenceTo, versionReference } from "../../project/resources/references.ts"
import { versionedName } from "../../project/resources/versions.ts"
import type { Relational } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { draftUnitTest } from "../../run/unit-test/create/draft-unit-test.ts"
import { withUnitTest } from "../edit-yaml/with-unit-test.ts"
import type { CreatedUnitTest, CreateUnitTestOptions } from "../types.ts"

/** Drafts a unit test from present data and adds it to the model's properties file, which is made where there is none. */
export async function createUnitTest(
  read: ReadProject,
  { model: wanted, limit = 3, name: asked, lockTimeoutSeconds = 10, signal }: CreateUnitTestOptions,
): Promise<CreatedUnitTest> {
  const { project } = read
  const draft = await draftUnitTest(read, { model: wanted, limit, lockTimeoutSeconds, signal })
  const { model } = draft
  const name = freeName(read, asked ?? `${model.name}_from_present_data`)
  const path = model.propertiesPath ?? posix.join(posix.dirname(model.path), `${versionedName(model)}.yml`)
  const file = join(project.root, path)
  const before = existsSync(file) ? readFileSync(file, "utf8") : ""
  const given = draft.given.map(({ input, rows }) => ({ input: argumentOf(input), rows }))
  const { text, line } = withUnitTest(before, {
    name,
    description: "From present data.",
    model: model.name,
    ...(model.version === undefined ? {} : { versions: { include: [model.version] } }),
    given,
    expect: { rows: draft.expect },
  })
  writeFileSync(file, text)
  return {
    name: model.version === undefined ? name : `${name}_v${model.version}`,
    model: model.name,
    path,
    line,
    given: given.map(({ input, rows }) => ({ input, rows: rows.length })),
    expected: draft.expect.length,
  }
}

function freeName({ project }: ReadProject, name: string): string {
  const taken = new Set(
    [...project.resources, ...project.disabled].flatMap((each) =>
      isUnitTest(each) ? [each.name, each.name.replace(/_v[^_]+$/, "")] : [],
    ),
  )
  let free = name
  for (let next = 2; taken.has(free); next++) free = `${name}_${next}`
  return free
}

function argumentOf(input: Relational): string {
  return referenceText(isMeantByName(input) ? referenceTo(input) : versionReference(input))
}
