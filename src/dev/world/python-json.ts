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
  return JSON.stringify(text).replaceAll(/[\u007f-\uffff]+/g, escaped)
}

function escaped(text: string): string {
  let escapes = ""
  for (let at = 0; at < text.length; at++)
    escapes += `\\u${(0x10000 + text.charCodeAt(at)).toString(16).slice(1)}`
  return escapes
}
