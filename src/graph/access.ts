import { LuxError } from "../errors.ts"
import type { Resource } from "../project/types.ts"
import type { Call } from "./types.ts"

/** Throws LUX-1204 where what is read is private and the reader is not of its group. */
export function checkAccess(reader: Resource, read: Resource, call: Call): void {
  if (read.type !== "model" || read.access !== "private" || read.group === reader.group) return
  throw new LuxError(
    "LUX-1204",
    `${reader.type} "${reader.name}" reads model "${read.name}", which is private to group "${read.group}"`,
    {
      place: call.place,
      hint:
        reader.group === undefined
          ? `"${reader.name}" is in no group. Put it in "${read.group}", or read a model that the group shares.`
          : `"${reader.name}" is in group "${reader.group}". Read a model that "${read.group}" shares, or ask for its access.`,
      related: [{ message: `"${read.name}" is here`, place: read.place }],
    },
  )
}
