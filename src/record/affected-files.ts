/**
 * The files to read again: those that differ, and all that share a name with them, because a properties file and the
 * file that it describes are understood together.
 */
export function affectedFiles(
  different: ReadonlySet<string>,
  described: Readonly<Record<string, readonly string[]>>,
  files: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  if (different.size === 0) return different
  const byStem = new Map<string, string[]>()
  for (const path of [...Object.keys(files), ...different]) add(byStem, stemOf(path), path)
  const byName = new Map<string, string[]>()
  for (const [path, names] of Object.entries(described)) for (const name of names) add(byName, name, path)

  const affected = new Set<string>()
  const open = [...different]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (affected.has(path)) continue
    affected.add(path)
    open.push(...(byName.get(stemOf(path)) ?? []))
    for (const name of described[path] ?? [])
      open.push(...(byStem.get(name) ?? []), ...(byName.get(name) ?? []))
  }
  return affected
}

function add(lists: Map<string, string[]>, key: string, path: string): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [path])
  else list.push(path)
}

function stemOf(path: string): string {
  const start = path.lastIndexOf("/") + 1
  const end = path.lastIndexOf(".")
  return path.slice(start, end < start || end === path.length - 1 ? undefined : end)
}
