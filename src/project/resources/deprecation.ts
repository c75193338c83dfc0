/**
 * The moment of a `deprecation_date`, in milliseconds since 1970; `NaN` for an invalid date. A date without a zone is UTC, so that
 * it is the same moment on every machine.
 */
export function deprecationTime(date: string): number {
  return Date.parse(hasZone.test(date) ? date : `${date}Z`)
}

const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/i
