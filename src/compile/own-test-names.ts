import { createHash } from "node:crypto"
import { isDataTest } from "../project/resource-guards.ts"
import type { DataTest, Project, Resource } from "../project/types.ts"

const ofProject = new WeakMap<Project, ReadonlyMap<string, string>>()

/**
 * What a test's file and its stored failures are called: its name, with ten digits behind it where another test of the
 * project has the same name but for case. Which tests share a name decides, not their order.
 */
export function ownTestName(test: DataTest, project: Project): string {
  let names = ofProject.get(project)
  if (names === undefined) {
    names = sharedNames(project)
    ofProject.set(project, names)
  }
  return names.get(test.uniqueId) ?? test.shortName
}

function sharedNames({ resources }: Project): ReadonlyMap<string, string> {
  const byName = new Map<string, Resource[]>()
  for (const resource of resources) {
    const name = isDataTest(resource) ? resource.shortName : modelAmongTests.exec(resource.path)?.[1]
    if (name === undefined) continue
    const key = name.normalize("NFC").toLowerCase()
    const others = byName.get(key)
    if (others === undefined) byName.set(key, [resource])
    else others.push(resource)
  }
  const shared = [...byName.values()].filter(({ length }) => length > 1).flat()
  return new Map(
    shared.flatMap((each) =>
      isDataTest(each) ? [[each.uniqueId, `${each.shortName}_${digestOf(each)}`]] : [],
    ),
  )
}

/** The files of declared tests are in a folder `tests` of their properties file's, which may have models as well. */
const modelAmongTests = /(?:^|\/)tests\/([^/]+)\.sql$/

/** The digits that end a generic test's id; a singular test's has none. */
function digestOf({ uniqueId, definition }: DataTest): string {
  return definition.kind === "generic"
    ? uniqueId.slice(uniqueId.lastIndexOf(".") + 1)
    : createHash("sha256").update(uniqueId).digest("hex").slice(0, 10)
}
