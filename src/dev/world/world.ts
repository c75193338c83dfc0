import { accountAt, type BrandInWorld, collectedPost, postsAt } from "./brand-posts.ts"
import { brands } from "./brands.ts"
import { keyOf } from "./noise.ts"
import {
  collectedTagged,
  sharedEverySeconds,
  type TaggedWorld,
  taggedAt,
  taggedInDay,
} from "./tagged-posts.ts"
import type { Account, Media, PublicMedia, PublicTaggedMedia, TaggedMedia } from "./types.ts"

/**
 * A small Instagram of eleven luxury brands. Every answer follows from the seed, the start and the instant asked about
 * alone, so that any question may be asked in any order and again. Nothing is answered that is posted after the instant.
 */
export interface World {
  readonly accountsAt: (at: Date) => readonly Account[]
  /** The brand's latest posts, newest first; none for a user that the world does not have. */
  readonly mediaOf: (userId: string, at: Date, limit?: number) => readonly Media[]
  /** What a search for the brand's tag answers, newest first; none for a user that the world does not have. */
  readonly taggedMedia: (userId: string, at: Date) => readonly TaggedMedia[]
  /** The same posts as `mediaOf` tells, without what Instagram leaves out, and without the newest `skip`. */
  readonly publicMedia: (userId: string, at: Date, limit?: number, skip?: number) => readonly PublicMedia[]
  /** The same posts as `taggedMedia` tells, without what Instagram leaves out. */
  readonly publicTagged: (userId: string, at: Date) => readonly PublicTaggedMedia[]
  /** Every post with the brand's tag of the last 24 hours, newest first. */
  readonly taggedInDay: (userId: string, at: Date) => readonly PublicTaggedMedia[]
}

/** The start of every world that `lux dev` tells of, so that lakes and servers of one seed tell of one world. */
export const worldStart = new Date("2024-01-01T00:00:00Z")

export interface WorldOptions {
  /** A whole number. */
  readonly seed: number
  /** When the brands have the followers they are described with. The world goes on before and after it. */
  readonly start: Date
}

/** The world of a seed. Worlds of different seeds differ in every post, not in their brands. */
export function createWorld({ seed, start }: WorldOptions): World {
  const from = Math.floor(start.getTime() / 1000) * 1000
  const inWorld = new Map(
    brands.map((brand, lane) => {
      const own = {
        key: keyOf(seed, brand.userName, "tagged"),
        start: from,
        everySeconds: taggedEvery(seed, brand),
      }
      const shared = { key: keyOf(seed, "shared"), start: from, everySeconds: sharedEverySeconds }
      const posts = {
        key: keyOf(seed, brand.userName, "posts"),
        start: from,
        everySeconds: brand.postEveryHours * 3600,
      }
      return [brand.userId, { seed, lane, brand, posts, own, shared } satisfies BrandInWorld & TaggedWorld]
    }),
  )
  const asked = <T>(userId: string, answer: (found: BrandInWorld & TaggedWorld) => readonly T[]) => {
    const found = inWorld.get(userId)
    return found === undefined ? [] : answer(found)
  }
  const publicMedia = (userId: string, at: Date, limit = 25, skip = 0) =>
    asked(userId, (found) => postsAt(found, at.getTime(), limit, skip))
  const publicTagged = (userId: string, at: Date) => asked(userId, (found) => taggedAt(found, at.getTime()))
  return {
    accountsAt: (at) => [...inWorld.values()].map((found) => accountAt(found, at.getTime())),
    mediaOf: (userId, at, limit = 25) => publicMedia(userId, at, limit).map(collectedPost),
    taggedMedia: (userId, at) => publicTagged(userId, at).map(collectedTagged),
    publicMedia,
    publicTagged,
    taggedInDay: (userId, at) => asked(userId, (found) => taggedInDay(found, at.getTime())),
  }
}

/** People are not equally fond of the brands in every world. */
function taggedEvery(
  seed: number,
  brand: { readonly userName: string; readonly taggedEverySeconds: number },
): number {
  return Math.round(brand.taggedEverySeconds * (0.85 + (0.3 * keyOf(seed, brand.userName, "fond")) / 2 ** 32))
}
