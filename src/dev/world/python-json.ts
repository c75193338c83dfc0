type Flat = Readonly<Record<string, string | number>>

/** Records as Python's `json.dumps` writes them: ASCII only, a space after each comma and colon. */
export function pythonJson(records: readonly Flat[]): string {
  return `[${records.map(recordText).join(", ")}]`
}

function recordText(record: Flat): string {
  const members = Object.entries(record).map(([name, value]) => `${asciiText(name)}: ${valueText(value)}`)
  return `{${members.join(", ")}}`
}

function valueText(value: string | number): string {
  return typeof value === "number" ? String(value) : asciiText(value)
}

function asciiText(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}
