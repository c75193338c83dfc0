/** A piece of SQL that knows its parts, so that a query can be made smaller and stay SQL. */
export interface Term {
  /** What it stands for: a term may take the place of another one of its kind. */
  readonly kind: string
  readonly parts: readonly (string | Term)[]
  /** What it may become at the least; an empty text where it may go. */
  readonly least?: string
  /** Stands between the parts of a list, of which one stays. */
  readonly separator?: string
}

export function sqlOf({ parts, separator = "" }: Term): string {
  return parts.map((part) => (typeof part === "string" ? part : sqlOf(part))).join(separator)
}

/** Terms that are smaller than this one, the smallest first. */
function* smaller(term: Term): Generator<Term> {
  const own = sqlOf(term)
  if (term.least !== undefined && own !== term.least && own !== "") yield { ...term, parts: [term.least] }
  for (const inner of descendants(term)) if (inner.kind === term.kind) yield inner
  if (term.separator !== undefined && term.parts.length > 1)
    for (const index of term.parts.keys())
      yield { ...term, parts: term.parts.filter((_, other) => other !== index) }
  for (const [index, part] of term.parts.entries())
    if (typeof part !== "string")
      for (const less of smaller(part))
        yield { ...term, parts: term.parts.map((each, other) => (other === index ? less : each)) }
}

function descendants(term: Term): readonly Term[] {
  const children = term.parts.filter((part) => typeof part !== "string")
  return [...children, ...children.flatMap(descendants)]
}

/** The smallest term of which `holds` is still true; asks it at most `tries` times. */
export async function shrink(
  term: Term,
  holds: (smaller: Term) => Promise<boolean>,
  tries = 60,
): Promise<Term> {
  let least = term
  let left = tries
  for (;;) {
    let found: Term | undefined
    for (const candidate of smaller(least)) {
      if (left-- <= 0) return least
      if (sqlOf(candidate).length >= sqlOf(least).length || !(await holds(candidate))) continue
      found = candidate
      break
    }
    if (found === undefined) return least
    least = found
  }
}
