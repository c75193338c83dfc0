import { LuxError, type RelatedPlace } from "../errors.ts"
import { mayRestrictAccess } from "../project/resource-guards.ts"
import type { Model, Project, Resource } from "../project/types.ts"
import type { Call } from "./types.ts"

/** Names of the packages, the project among them, whose models others may read only where they are public. */
export function restrictedPackages(project: Project): ReadonlySet<string> {
  return new Set([project, ...project.packages].flatMap((each) => (each.restrictAccess ? [each.name] : [])))
}

/**
 * Throws LUX-1204 where what is read is private and the reader is not of its group, LUX-1209 where it is not public and
 * the reader is outside of a package that restricts access.
 */
export function checkAccess(
  reader: Resource,
  read: Resource,
  call: Call,
  restricted: ReadonlySet<string>,
): void {
  if (!mayRestrictAccess(read) || read.access === "public") return
  if (read.packageName !== reader.packageName && restricted.has(read.packageName))
    throw new LuxError("LUX-1209", restrictedMessage(reader, read), {
      place: call.place,
      hint: `Read a model that "${read.packageName}" makes public, or ask for "access: public" on this one.`,
      related: [whereItIs(read)],
    })
  if (read.access !== "private" || read.group === reader.group) return
  throw new LuxError(
    "LUX-1204",
    `${reader.type} "${reader.name}" reads model "${read.name}", which is private to group "${read.group}"`,
    {
      place: call.place,
      hint:
        reader.group === undefined
          ? `"${reader.name}" is in no group. Put it in "${read.group}", or read a model that the group shares.`
          : `"${reader.name}" is in group "${reader.group}". Read a model that "${read.group}" shares, or ask for its access.`,
      related: [whereItIs(read)],
    },
  )
}

function whereItIs({ name, place }: Model): RelatedPlace {
  return { message: `"${name}" is here`, place }
}

function restrictedMessage(reader: Resource, read: Model): string {
  return `${reader.type} "${reader.name}" reads model "${read.name}", which is ${read.access} to package "${read.packageName}"`
}
