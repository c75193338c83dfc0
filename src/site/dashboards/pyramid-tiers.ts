/** How many stand in each tier of a pyramid, from its top: about one more in each than in the one above. */
export function pyramidTiers(count: number): readonly number[] {
  const tiers = Math.max(1, Math.round((Math.sqrt(8 * count + 1) - 1) / 2))
  const until = (tier: number): number => Math.round((count * tier * (tier + 1)) / (tiers * (tiers + 1)))
  return Array.from({ length: tiers }, (_, tier) => until(tier + 1) - until(tier)).filter((each) => each > 0)
}
