/** Whether the environment asks for events of OpenLineage. Apart, so that a run without them loads nothing of it. */
export function isObserved(env: Readonly<Record<string, string | undefined>>): boolean {
  if (/^(1|true)$/i.test(env["OPENLINEAGE_DISABLED"] ?? "")) return false
  return Boolean(env["OPENLINEAGE_URL"] || env["OPENLINEAGE__TRANSPORT__TYPE"])
}
