/** The eleven brands as they are in every generated world, under the ids and names that lambdas/collectors.yml declares. */

export interface Brand {
  readonly userId: string
  readonly userName: string
  /** As on the profile; empty where the account gives none. */
  readonly name: string
  /** The hashtag that people use, without `#`. */
  readonly tag: string
  /** At the world's start. */
  readonly followers: number
  /** Posts ever made, at the world's start. */
  readonly posts: number
  /** Hours between two of its posts. */
  readonly postEveryHours: number
  /** Seconds between two posts of others with its tag. */
  readonly taggedEverySeconds: number
  /** How many posts one search for its tag answers. */
  readonly answered: number
  /** Percent of the followers that like a post in the end. */
  readonly liked: number
  /** Percent more followers in a day. */
  readonly growth: number
}

export const brands: readonly Brand[] = [
  brand("17841400681603877", "hermes", "Hermès", "hermes", [13_204_118, 2_731], [9, 210, 9], 0.16, 0.021),
  brand(
    "17841401770520874",
    "chanelofficial",
    "CHANEL",
    "chanel",
    [58_031_402, 5_644],
    [8, 150, 10],
    0.05,
    0.013,
  ),
  brand("17841401694708594", "dior", "Dior Official", "dior", [44_870_913, 9_902], [4, 120, 12], 0.07, 0.017),
  brand(
    "17841401053602931",
    "louisvuitton",
    "Louis Vuitton",
    "louisvuitton",
    [54_310_227, 7_352],
    [5, 170, 9],
    0.09,
    0.012,
  ),
  brand("17841401591500037", "gucci", "", "gucci", [52_190_645, 9_611], [6, 135, 11], 0.06, 0.009),
  brand("17841404218673031", "celine", "CELINE", "celine", [6_412_093, 3_288], [7, 330, 8], 0.27, 0.034),
  brand("17841401861170314", "fendi", "Fendi", "fendi", [21_012_557, 8_735], [5, 420, 8], 0.04, 0.008),
  brand("17841400686764760", "prada", "Prada", "prada", [32_601_730, 8_001], [4, 240, 10], 0.12, 0.019),
  brand("17841401795174766", "miumiu", "Miu Miu", "miumiu", [10_640_384, 6_207], [4, 290, 8], 0.21, 0.041),
  brand(
    "17841400090660624",
    "maisonvalentino",
    "Valentino",
    "valentino",
    [18_370_966, 9_958],
    [3, 700, 8],
    0.03,
    0.007,
  ),
  brand("17841400003810313", "ysl", "SAINT LAURENT", "ysl", [11_830_249, 2_397], [10, 380, 8], 0.1, 0.015),
]

function brand(
  userId: string,
  userName: string,
  name: string,
  tag: string,
  [followers, posts]: readonly [number, number],
  [postEveryHours, taggedEverySeconds, answered]: readonly [number, number, number],
  liked: number,
  growth: number,
): Brand {
  return {
    userId,
    userName,
    name,
    tag,
    followers,
    posts,
    postEveryHours,
    taggedEverySeconds,
    answered,
    liked,
    growth,
  }
}
