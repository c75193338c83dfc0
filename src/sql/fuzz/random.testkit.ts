import { seededRandom } from "../../dev/seeded-random.ts"

/** Choices that follow from a seed. */
export interface Random {
  /** One of them. */
  pick<Item>(items: readonly Item[]): Item
  /** True so often, of 1. */
  chance(share: number): boolean
  /** A whole number from 0, below `end`. */
  below(end: number): number
}

export function randomOf(seed: number): Random {
  const next = seededRandom(seed)
  const below = (end: number) => Math.floor(next() * end)
  return {
    below,
    chance: (share) => next() < share,
    pick(items) {
      const [item] = items.slice(below(items.length))
      if (item === undefined) throw new Error("nothing to pick from")
      return item
    },
  }
}
