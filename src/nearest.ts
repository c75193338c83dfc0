import { distance } from "fastest-levenshtein"

/** The known names nearest to a wrong one, nearest first; empty when none is near enough to be meant. */
export function nearest(wrong: string, known: Iterable<string>, most = 3): string[] {
  const lower = wrong.toLowerCase()
  const limit = Math.max(2, Math.floor(wrong.length / 3))
  const scored: { name: string; far: number }[] = []
  for (const name of new Set(known)) {
    const candidate = name.toLowerCase()
    const far = candidate.includes(lower) && lower.length >= 3 ? 1 : distance(lower, candidate)
    if (far <= limit) scored.push({ name, far })
  }
  return (
    scored
      // Of names equally near the shorter is meant: not one of the many that merely contain it.
      .sort((a, b) => a.far - b.far || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
      .slice(0, most)
      .map((entry) => entry.name)
  )
}

/** `Did you mean "a" or "b"?`, or undefined when nothing is near. */
export function didYouMean(wrong: string, known: Iterable<string>): string | undefined {
  const names = nearest(wrong, known).map((name) => `"${name}"`)
  return names.length === 0 ? undefined : `Did you mean ${names.join(" or ")}?`
}
