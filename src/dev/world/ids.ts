/**
 * Seventeen digits that look drawn and never meet: counting in steps that share no factor with the range visits every
 * number of it once. `prefix` is two digits, `lane` (0 to 99) and `index` (within ten billion around 0) name the post.
 */
export function mediaId(prefix: "17" | "18", seed: number, lane: number, index: number): string {
  const place = BigInt(lane) * laneWidth + BigInt(index) + laneWidth / 2n
  const number = (place * step + BigInt(Math.trunc(seed)) * seedStep) % range
  return prefix + ((number + range) % range).toString().padStart(15, "0")
}

/** The eleven characters in a post's address. */
export function shortCode(id: string): string {
  let rest = BigInt(id)
  let code = ""
  while (code.length < 10) {
    code = (alphabet[Number(rest % 64n)] ?? "A") + code
    rest /= 64n
  }
  return `C${code}`
}

const range = 10n ** 15n
const laneWidth = 10n ** 10n
const step = 618_033_988_749_897n
const seedStep = 271_828_182_845_904n
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
