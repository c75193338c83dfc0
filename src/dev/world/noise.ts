/**
 * Chance without state: numbers that follow from a key alone, whatever was drawn before. A key is made of a seed and
 * the names of what is asked about.
 */

/** A key, 32 bits. The same parts in the same order give the same key; `"1"` and `1` are different parts. */
export function keyOf(seed: number, ...parts: readonly (string | number)[]): number {
  let key = mixed(low(seed) ^ Math.imul(high(seed), 0x9e3779b1))
  for (const part of parts) key = typeof part === "string" ? withText(key, part) : withNumber(key, part)
  return key
}

/** A number from 0 to below 1 for a key and what is asked of it. */
export function unit(key: number, ...parts: readonly (string | number)[]): number {
  return fraction(keyOf(key, ...parts))
}

/** One after another of a key's numbers, for what needs many. */
export interface Draws {
  /** From 0 to below 1. */
  readonly unit: () => number
  /** From 0 to below `count`. */
  readonly below: (count: number) => number
  readonly oneOf: <T>(items: readonly [T, ...T[]]) => T
}

/** A key's numbers from the first on: `unit(key, 0)`, `unit(key, 1)` and so on. */
export function drawsOf(key: number): Draws {
  const own = keyOf(key)
  let count = 0
  const next = (): number => fraction(withNumber(own, count++))
  const below = (limit: number): number => Math.floor(next() * limit)
  return { unit: next, below, oneOf: (items) => items[below(items.length)] ?? items[0] }
}

function fraction(upper: number): number {
  return (upper + mixed(upper ^ 0x6a09e667) / 2 ** 32) / 2 ** 32
}

function withText(key: number, text: string): number {
  let hash = key ^ 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mixed(hash ^ text.length)
}

function withNumber(key: number, value: number): number {
  return mixed(mixed(Math.imul(key, 0x9e3779b1) ^ low(value)) + Math.imul(high(value), 0x85ebca6b))
}

/** The finalizer of MurmurHash3: every bit of the input changes every bit of the output. */
function mixed(value: number): number {
  let hash = (value + 0x9e3779b9) | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

function low(value: number): number {
  return value | 0
}

function high(value: number): number {
  return Math.floor(value / 2 ** 32) | 0
}
