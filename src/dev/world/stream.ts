import { keyOf, unit } from "./noise.ts"

/** Posts without a beginning or an end: one in every interval, somewhere in its first four fifths. */
export interface Stream {
  readonly key: number
  /** Milliseconds since 1970 of post 0's interval, a whole second. */
  readonly start: number
  readonly everySeconds: number
}

/** When post `index` is made, in milliseconds since 1970: a whole second, later for a higher index. */
export function timeOfPost({ key, start, everySeconds }: Stream, index: number): number {
  return start + Math.floor((index + 0.8 * unit(key, "time", index)) * everySeconds) * 1000
}

/** The latest post that is made at `at` or before it. */
export function latestPost(stream: Stream, at: number): number {
  const index = Math.floor((at - stream.start) / (stream.everySeconds * 1000)) + 1
  if (timeOfPost(stream, index) <= at) return index
  return timeOfPost(stream, index - 1) <= at ? index - 1 : index - 2
}

/** What is drawn for one post. */
export function keyOfPost({ key }: Stream, index: number): number {
  return keyOf(key, "post", index)
}

/** As Instagram writes an instant: `2023-09-01T07:38:34+0000`. */
export function instagramTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`
}

/** How much of what a post will have in the end it has at an age: 0 to below 1, never less than before. */
export function ripeness(ageMs: number, halfLifeHours: number): number {
  return 1 - 2 ** (-Math.max(0, ageMs) / (halfLifeHours * 3_600_000))
}
