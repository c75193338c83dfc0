const letters: Readonly<Record<string, string>> = {
  r: "select",
  a: "insert",
  w: "update",
  d: "delete",
  x: "references",
  D: "truncate",
  t: "trigger",
}

/**
 * Privileges as the system tables keep them (`reader=r/owner,group staff=rw/owner,=r/owner`) by their names; those of the
 * owner are left out.
 */
export function privilegesOf(written: string, owner: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {}
  for (const [, who = "", flags = ""] of written.matchAll(
    /((?:"[^"]*"|[^,=])*)=([a-zA-Z*]*)\/(?:"[^"]*"|[^,])*/g,
  )) {
    const grantee = who === "" ? "public" : who.replaceAll('"', "").replace(/^,/, "")
    if (grantee === owner) continue
    for (const flag of flags.replaceAll("*", "")) {
      const privilege = letters[flag]
      if (privilege !== undefined) found[privilege] = [...(found[privilege] ?? []), grantee]
    }
  }
  return found
}
