import type { Brand } from "./brands.ts"
import { brandCaption } from "./captions.ts"
import { mediaId, shortCode } from "./ids.ts"
import { keyOf, unit } from "./noise.ts"
import { instagramTime, keyOfPost, latestPost, ripeness, type Stream, timeOfPost } from "./stream.ts"
import type { Account, Media, MediaProductType, MediaType, PublicMedia } from "./types.ts"

/** A brand in one world. `lane` is its place among the brands. */
export interface BrandInWorld {
  readonly seed: number
  readonly lane: number
  readonly brand: Brand
  readonly posts: Stream
}

/** The brand's account at an instant (milliseconds since 1970). */
export function accountAt({ brand, posts, seed }: BrandInWorld, at: number): Account {
  const key = keyOf(seed, brand.userName, "account")
  const picture = keyOf(key, "picture").toString(36)
  return {
    user_id: brand.userId,
    user_name: brand.userName,
    name: brand.name,
    profile_picture_url: `https://pictures.example.com/p/${picture}_n.jpg?oe=${expiry(at)}`,
    followers_count: followersAt(brand, key, (at - posts.start) / dayMs),
    media_count: Math.max(0, brand.posts + latestPost(posts, at)),
  }
}

/** The brand's latest posts at an instant, newest first, as Instagram answers them; without the newest `skip`. */
export function postsAt(world: BrandInWorld, at: number, limit: number, skip = 0): readonly PublicMedia[] {
  const latest = latestPost(world.posts, at) - skip
  const count = Math.max(0, Math.min(limit, world.brand.posts + latest))
  return Array.from({ length: count }, (_, back) => postAt(world, latest - back, at))
}

/** A post as the first collectors wrote it. */
export function collectedPost(post: PublicMedia): Media {
  const { caption = "", media_url = "", like_count = 0 } = post
  return { ...post, caption, media_url, like_count }
}

function postAt({ brand, posts, seed, lane }: BrandInWorld, index: number, at: number): PublicMedia {
  const key = keyOfPost(posts, index)
  const posted = timeOfPost(posts, index)
  const id = mediaId("17", seed, lane, index)
  const { kind, product } = kindOf(unit(key, "kind"))
  const ripe = ripeness(at - posted, 7)
  // Few posts are much liked: the product of two draws is skewed as such things are.
  const fortune = 0.25 + 2.4 * unit(key, "fortune") * unit(key, "fortune again")
  const brandFortune = 0.75 + 0.5 * unit(seed, brand.userName, "liked")
  const likes = Math.floor(brand.followers * (brand.liked / 100) * brandFortune * fortune * ripe)
  const comments = Math.floor(likes * (0.002 + 0.012 * unit(key, "comments")))
  const film = kind === "VIDEO" ? "mp4" : "jpg"
  return {
    user_id: brand.userId,
    media_id: id,
    timestamp: instagramTime(posted),
    caption: brandCaption(keyOf(key, "caption"), brand.tag) || undefined,
    media_type: kind,
    media_product_type: product,
    media_url:
      unit(key, "url") < 0.04
        ? undefined
        : `https://pictures.example.com/m/${id.slice(2)}_n.${film}?oe=${expiry(at)}`,
    permalink: `https://www.instagram.com/${product === "REELS" ? "reel" : "p"}/${shortCode(id)}/`,
    like_count: unit(key, "hidden") < 0.04 ? undefined : likes,
    comments_count: comments,
  }
}

function kindOf(chance: number): { readonly kind: MediaType; readonly product: MediaProductType } {
  if (chance < 0.3) return { kind: "VIDEO", product: "REELS" }
  if (chance < 0.55) return { kind: "IMAGE", product: "FEED" }
  if (chance < 0.9) return { kind: "CAROUSEL_ALBUM", product: "FEED" }
  if (chance < 0.96) return { kind: "VIDEO", product: "FEED" }
  if (chance < 0.985) return { kind: "IMAGE", product: "AD" }
  return { kind: "VIDEO", product: "STORY" }
}

/** Grows all the time, faster by day than by night. */
function followersAt(brand: Brand, key: number, days: number): number {
  const phase = unit(key, "phase")
  const wave = (0.6 * Math.sin(2 * Math.PI * (days + phase))) / (2 * Math.PI)
  const rate = (brand.growth / 100) * (0.7 + 0.6 * unit(key, "growth"))
  return Math.min(2_000_000_000, Math.floor(brand.followers * Math.exp(rate * (days + wave))))
}

/** Addresses of pictures hold for some days: the end of the next day but two, in hex. */
function expiry(at: number): string {
  return (((Math.floor(at / dayMs) + 3) * dayMs) / 1000).toString(16).toUpperCase()
}

const dayMs = 86_400_000
