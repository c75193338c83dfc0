/** A name for a column of lux's own between columns of others: `wanted`, or that with a number behind it where it is taken. */
export function freeName(wanted: string, taken: Iterable<string>): string {
  const names = new Set([...taken].map((name) => name.toLowerCase()))
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}_${number}`
    if (!names.has(name)) return name
  }
}
