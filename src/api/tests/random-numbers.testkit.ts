/** For tests: numbers as people write them, the same in every run. */
import { seededRandom } from "../../dev/seeded-random.ts"

export interface RandomNumber {
  /** Plain decimal notation: `17895695668004551`, `-1.10`, `007`, `.5`. */
  readonly text: string
  /** The same with its last digit changed. */
  readonly other: string
  /** Digits behind the point. */
  readonly scale: number
}

/** `count` whole numbers and decimals of up to 38 digits, some of them with signs and zeros that have no meaning. */
export function randomNumbers(seed: number, count: number): readonly RandomNumber[] {
  const random = seededRandom(seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  return Array.from({ length: count }, () => {
    const length = 1 + below(38)
    const scale = random() < 0.5 ? 0 : below(length + 1)
    const digits = Array.from({ length }, (_, at) => (at === 0 ? 1 + below(9) : below(10))).join("")
    const zeros = random() < 0.1 ? "00" : scale === length && random() < 0.7 ? "0" : ""
    const sign = ["", "", "-", "+"][below(4)] ?? ""
    const written = (all: string): string => {
      const whole = `${sign}${zeros}${all.slice(0, length - scale)}`
      return scale === 0 ? whole : `${whole}.${all.slice(length - scale)}`
    }
    const last = Number(digits.at(-1))
    return {
      text: written(digits),
      other: written(`${digits.slice(0, -1)}${(last + 1 + below(9)) % 10}`),
      scale,
    }
  })
}
