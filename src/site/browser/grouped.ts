/** Values by a key, each list and the keys in the order in which they come. */
export function grouped<Value, Key>(
  values: Iterable<Value>,
  keyOf: (value: Value) => Key,
): ReadonlyMap<Key, readonly Value[]> {
  const found = new Map<Key, Value[]>()
  for (const value of values) {
    const list = found.get(keyOf(value))
    if (list === undefined) found.set(keyOf(value), [value])
    else list.push(value)
  }
  return found
}
