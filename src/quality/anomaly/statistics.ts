export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Standard deviation of a sample (over n - 1); of one value it is 0. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1))
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2
}

// What makes each of them the standard deviation where values are normally distributed.
const medianToDeviation = 1.4826
const meanToDeviation = 1.2533

/**
 * Median absolute deviation, as a standard deviation. Where more than half of the values are the same it is 0, and the mean
 * absolute deviation stands in (Iglewicz and Hoaglin 1993); of a constant series that is 0 too.
 */
export function robustDeviation(values: readonly number[]): number {
  const centre = median(values)
  const distances = values.map((value) => Math.abs(value - centre))
  const mad = median(distances)
  return mad > 0 ? mad * medianToDeviation : mean(distances) * meanToDeviation
}
