/** For `JSON.stringify`: an integer of 64 bits as a number where a number can hold it, else as text. */
export function jsonValue(_key: string, value: unknown): unknown {
  if (typeof value !== "bigint") return value
  return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
}
