import { LuxError, type Place, type RelatedPlace } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Resource, SourceTable } from "../project/types.ts"

/** The collected source among what a model reads, where that is all. */
export function onlyCollected(reads: readonly Resource[]): SourceTable | undefined {
  const [only, ...others] = reads
  return only !== undefined && others.length === 0 && "external" in only && only.collectedBy !== undefined
    ? only
    : undefined
}

/** A column that no collector writes; undefined for one that is collected, where it is missing for another reason. */
export function notCollected(
  written: string,
  { sourceName, name, columns, place: declared }: SourceTable,
  place: Place,
  related: readonly RelatedPlace[],
): LuxError | undefined {
  const column = written.replaceAll('"', "")
  const fields = columns.map((each) => each.name)
  if (!/^\w+$/.test(column) || fields.includes(column)) return undefined
  const near = didYouMean(column, fields)
  return new LuxError(
    "LUX-3233",
    `"${column}" is not collected: source ${sourceName}.${name} has no such field`,
    {
      place,
      hint: `${near === undefined ? "" : `${near} `}Fields are declared in ${declared.file}: a new one is collected from the next run on.`,
      related: [...related, { message: "what is collected", place: declared }],
    },
  )
}
