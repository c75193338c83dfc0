import { type Brand, brands } from "./brands.ts"
import { taggedCaption } from "./captions.ts"
import { mediaId } from "./ids.ts"
import { drawsOf, keyOf, unit } from "./noise.ts"
import { instagramTime, keyOfPost, latestPost, ripeness, type Stream, timeOfPost } from "./stream.ts"
import type { MediaType, PublicTaggedMedia, TaggedMedia } from "./types.ts"

/** What people post: with one brand's tag, and with the tags of several brands at once. */
export interface TaggedWorld {
  readonly seed: number
  readonly brand: Brand
  readonly lane: number
  readonly own: Stream
  readonly shared: Stream
}

/** Seconds between two posts that carry the tags of several brands. */
export const sharedEverySeconds = 400
const sharedLane = 99

interface Post {
  readonly stream: Stream
  readonly lane: number
  readonly index: number
  readonly posted: number
  readonly tags: readonly string[]
}

/** What one search for the brand's tag answers at an instant (milliseconds since 1970), newest first. */
export function taggedAt(world: TaggedWorld, at: number): readonly PublicTaggedMedia[] {
  const { brand, seed } = world
  const found = newest(world, at, ownPosts(world, at))
    .slice(0, brand.answered)
    .map((post) => record(post, world, at))
  // Now and then a search answers a post twice.
  const chance = unit(seed, brand.userName, "twice", Math.floor(at / 1000))
  const again = chance < 0.02 ? found[Math.floor((chance / 0.02) * found.length)] : undefined
  return again === undefined ? found : [...found, again]
}

/** Every post with the brand's tag of the 24 hours before an instant, newest first. */
export function taggedInDay(world: TaggedWorld, at: number): readonly PublicTaggedMedia[] {
  const since = at - 86_400_000
  const count = Math.ceil(86_400 / world.own.everySeconds) + 1
  return newest(world, at, ownPosts(world, at, count))
    .filter(({ posted }) => posted >= since)
    .map((post) => record(post, world, at))
}

/** A post as the first collectors wrote it. */
export function collectedTagged(post: PublicTaggedMedia): TaggedMedia {
  const { caption = "", like_count = 0 } = post
  return { ...post, caption, like_count }
}

/** The brand's own posts and, as far back as they go, those with the tags of several brands. */
function newest(world: TaggedWorld, at: number, own: readonly Post[]): readonly Post[] {
  return [...own, ...sharedPosts(world, at, own.at(-1)?.posted ?? at)].sort(
    (a, b) => b.posted - a.posted || a.lane - b.lane,
  )
}

function ownPosts({ brand, lane, own }: TaggedWorld, at: number, count = brand.answered): readonly Post[] {
  const latest = latestPost(own, at)
  return Array.from({ length: count }, (_, back) => {
    const index = latest - back
    return { stream: own, lane, index, posted: timeOfPost(own, index), tags: [brand.tag] }
  })
}

/** Those made since `oldest`: older ones come after all of the brand's own, which fill the answer. */
function sharedPosts({ brand, shared }: TaggedWorld, at: number, oldest: number): readonly Post[] {
  const posts: Post[] = []
  for (let index = latestPost(shared, at); ; index--) {
    const posted = timeOfPost(shared, index)
    if (posted < oldest) return posts
    const tags = sharedTags(shared, index)
    if (tags.includes(brand.tag)) posts.push({ stream: shared, lane: sharedLane, index, posted, tags })
  }
}

function sharedTags(shared: Stream, index: number): readonly string[] {
  const draws = drawsOf(keyOf(keyOfPost(shared, index), "tags"))
  const count = 2 + draws.below(3)
  return [...new Set(Array.from({ length: count }, () => brands[draws.below(brands.length)]?.tag ?? ""))]
}

function record(post: Post, { brand, seed }: TaggedWorld, at: number): PublicTaggedMedia {
  const key = keyOfPost(post.stream, post.index)
  const ripe = ripeness(at - post.posted, 2)
  const likes = Math.floor((3 + 240 * unit(key, "likes") ** 6) * ripe)
  return {
    user_id: brand.userId,
    media_id: mediaId("18", seed, post.lane, post.index),
    timestamp: instagramTime(post.posted),
    caption: taggedCaption(keyOf(key, "caption"), post.tags) || undefined,
    media_type: kindOf(unit(key, "kind")),
    like_count: unit(key, "hidden") < 0.08 ? undefined : likes,
    comments_count: Math.floor(likes * 0.2 * unit(key, "comments")),
  }
}

function kindOf(chance: number): MediaType {
  return chance < 0.4 ? "IMAGE" : chance < 0.75 ? "CAROUSEL_ALBUM" : "VIDEO"
}
