import { createByteWriter } from "./byte-writer.ts"
import type { RecordedResource, RecordHead } from "./record-head.ts"

/** All that a head says but its resources. */
export type RecordTop = Omit<RecordHead<never>, "resources">

/** A resource as it is written, or where an earlier head has it. */
export type ResourceLine = RecordedResource<object> | { readonly kept: number }

/** A head as text: JSON in which each resource has a line of its own, so that lines of an earlier head can be taken over. */
export function headBytes(
  top: RecordTop,
  resources: Iterable<ResourceLine>,
  before: RecordLines | undefined,
): Uint8Array {
  const writer = createByteWriter()
  writer.text(topText(top))
  let last = -1
  let isFirst = true
  for (const line of resources) {
    const place = "kept" in line ? before?.places[line.kept] : undefined
    // What separates two neighbours is taken over with them.
    if (before !== undefined && place !== undefined && place[0] === last + separator.length)
      writer.bytes(before.text, last, separator.length)
    else if (!isFirst) writer.text(separator)
    isFirst = false
    if (before !== undefined && place !== undefined) writer.bytes(before.text, place[0], place[1] - place[0])
    else writer.text(JSON.stringify(line))
    last = place?.[1] ?? -1
  }
  writer.text("\n]}")
  return Buffer.concat(writer.pieces())
}

/** The same resources below another top. */
export function withTop(text: Buffer, top: RecordTop): Uint8Array {
  return Buffer.concat([Buffer.from(topText(top)), text.subarray(text.indexOf("\n") + 1)])
}

export interface RecordLines {
  readonly text: Buffer
  /** Where each resource starts and ends, in bytes. */
  readonly places: readonly (readonly [start: number, end: number])[]
}

export function linesOf(text: Buffer): RecordLines {
  const places: [start: number, end: number][] = []
  let start = text.indexOf("\n") + 1
  for (let next = text.indexOf("\n", start); next !== -1; next = text.indexOf("\n", start)) {
    places.push([start, text[next - 1] === comma ? next - 1 : next])
    start = next + 1
  }
  return { text, places }
}

const separator = ",\n"
const comma = ",".charCodeAt(0)

function topText(top: RecordTop): string {
  return `${JSON.stringify(top).slice(0, -1)},"resources":[\n`
}
