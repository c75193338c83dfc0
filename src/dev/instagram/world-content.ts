import { brands } from "../world/brands.ts"
import { keyOf, unit } from "../world/noise.ts"
import { hashtagsInUse } from "../world/words.ts"
import { createWorld, worldStart } from "../world/world.ts"
import type { Content } from "./content.ts"

export interface WorldContentOptions {
  /** Which world: the one that `lux dev lake --seed` writes. */
  readonly seed: number
  /** A search answers every post of the last 24 hours. Otherwise the newest few, as many as in a file of `lux dev lake`. */
  readonly wholeDay?: boolean | undefined
}

/** The generated world. */
export function worldContent({ seed, wholeDay = false }: WorldContentOptions): Content {
  const world = createWorld({ seed, start: worldStart })
  const byName = new Map(brands.map((brand) => [brand.userName, brand]))
  const byTag = new Map(brands.map((brand) => [brand.tag, brand]))
  const accountOf = (username: string, at: Date) =>
    world.accountsAt(at).find(({ user_name }) => user_name === username)
  return {
    hashtags: [...new Set([...byTag.keys(), ...hashtagsInUse])],
    postCount: (username, at) => accountOf(username, at)?.media_count ?? 0,
    profile(username, at) {
      const account = accountOf(username, at)
      if (account === undefined) return undefined
      const { user_id, user_name, name, ...counted } = account
      const key = keyOf(seed, username, "profile")
      return {
        id: user_id,
        username: user_name,
        name: name || undefined,
        biography: unit(key, "biography") < 0.2 ? undefined : `The official account of ${name || user_name}.`,
        website: unit(key, "website") < 0.2 ? undefined : `https://www.example.com/${user_name}`,
        ...counted,
        follows_count: Math.floor(300 * unit(key, "follows")),
      }
    },
    posts(username, at, limit, skip) {
      const posts = world.publicMedia(byName.get(username)?.userId ?? "", at, limit, skip)
      return posts.map(({ user_id: _, media_id: id, ...post }) => ({ id, ...post }))
    },
    tagged(tag, at) {
      const userId = byTag.get(tag)?.userId ?? ""
      const posts = wholeDay ? world.taggedInDay(userId, at) : world.publicTagged(userId, at)
      return posts.map(({ user_id: _, media_id: id, ...post }) => ({ id, ...post }))
    },
  }
}
