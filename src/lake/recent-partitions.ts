import { aroundDays } from "../project/resources/lookback.ts"

/**
 * Globs of the partitions of a day (UTC) and all later ones, up to the next year; one whose folders do not tell their day stays
 * as it is. Each names its folders, so that a store lists them and no others.
 */
export function globsSince(glob: string, from: Date, now: Date): readonly string[] {
  const around = aroundDays(glob)
  if (around === undefined) return [glob]
  const [year, month, day] = [from.getUTCFullYear(), from.getUTCMonth() + 1, from.getUTCDate()]
  const lastYear = Math.max(year, now.getUTCFullYear()) + 1
  const ofMonth = spellings(month).flatMap((name) =>
    numbers(day, 31).map((each) => `year=${year}/month=${name}/day=${each}`),
  )
  const ofYear = numbers(month + 1, 12).map((each) => `year=${year}/month=${each}/day=*`)
  const later = Array.from({ length: lastYear - year }, (_, at) => `year=${year + 1 + at}/month=*/day=*`)
  return [...ofMonth, ...ofYear, ...later].map((folders) => `${around.before}${folders}/${around.behind}`)
}

/** As anybody writes them: `9` and `09`. */
function spellings(number: number): readonly string[] {
  return number < 10 ? [`0${number}`, String(number)] : [String(number)]
}

function numbers(first: number, last: number): readonly string[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at).flatMap(spellings)
}
