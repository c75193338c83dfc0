import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { CollectorDeclaration } from "../../project/collectors/declaration.ts"
import { collectorsFile, type DeclaredCollectors } from "../../project/collectors/read-collectors.ts"

/** The declared collectors of these names, or all. Throws LUX-3238 for a name that no collector has. */
export function collectorsOf(
  { values }: DeclaredCollectors,
  names: readonly string[] | undefined,
): readonly CollectorDeclaration[] {
  const all = values.collectors
  if (names === undefined || names.length === 0) return all
  const known = all.map(({ name }) => name)
  return names.map((name) => {
    const found = all.find((each) => each.name === name)
    if (found !== undefined) return found
    throw new LuxError("LUX-3238", `there is no collector "${name}"`, {
      hint: didYouMean(name, known) ?? `${collectorsFile} declares ${known.join(", ")}.`,
    })
  })
}
