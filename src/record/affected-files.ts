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
  for (const path of [...Object.keys(files), ...different]) {
    const stem = stemOf(path)
    byStem.set(stem, [...(byStem.get(stem) ?? []), path])
  }
  const byName = new Map<string, string[]>()
  for (const [path, names] of Object.entries(described))
    for (const name of names) byName.set(name, [...(byName.get(name) ?? []), path])

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

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
}
