/** LookML as a tree: what is generated, and what is read to be checked. */

export interface LookmlEntry {
  readonly key: string
  readonly value: LookmlValue
  /** Where the key is in the text that it was read from. */
  readonly at?: number
}

export type LookmlValue =
  /** In quotes. */
  | { readonly kind: "text"; readonly text: string }
  /** `yes`, `count`, a name. */
  | { readonly kind: "word"; readonly text: string }
  /** Up to `;;`. */
  | { readonly kind: "sql"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly LookmlItem[] }
  | { readonly kind: "block"; readonly name: string | undefined; readonly entries: readonly LookmlEntry[] }

/** `name`, `"text"`, or `field: "value"`. */
export interface LookmlItem {
  readonly key?: string
  readonly text: string
  readonly quoted: boolean
  readonly at?: number
}

export function text(key: string, value: string | undefined): readonly LookmlEntry[] {
  return value === undefined || value === "" ? [] : [{ key, value: { kind: "text", text: value } }]
}

export function word(key: string, value: string | undefined): readonly LookmlEntry[] {
  return value === undefined ? [] : [{ key, value: { kind: "word", text: value } }]
}

export function yes(key: string, value: boolean): readonly LookmlEntry[] {
  return value ? word(key, "yes") : []
}

export function sql(key: string, value: string): readonly LookmlEntry[] {
  return [{ key, value: { kind: "sql", text: value } }]
}

export function names(key: string, values: readonly string[]): readonly LookmlEntry[] {
  if (values.length === 0) return []
  return [{ key, value: { kind: "list", items: values.map((each) => ({ text: each, quoted: false })) } }]
}

export function block(key: string, name: string | undefined, entries: readonly LookmlEntry[]): LookmlEntry {
  return { key, value: { kind: "block", name, entries } }
}

/** Prose on one line. */
export function prose(key: string, value: string): readonly LookmlEntry[] {
  return text(key, value.replace(/\s+/g, " ").trim())
}

/** LookML of entries, the same for the same entries. */
export function lookmlText(entries: readonly LookmlEntry[]): string {
  return entries.map((entry) => `${entryText(entry, "")}\n`).join("\n")
}

function entryText({ key, value }: LookmlEntry, indent: string): string {
  switch (value.kind) {
    case "text":
      return `${indent}${key}: ${quotedText(value.text)}`
    case "word":
      return `${indent}${key}: ${value.text}`
    case "sql":
      return `${indent}${key}: ${value.text.replaceAll(";;", "; ;")} ;;`
    case "list":
      return `${indent}${key}: [${value.items.map(itemText).join(", ")}]`
    case "block": {
      const inner = value.entries.map((entry) => entryText(entry, `${indent}  `))
      const head = value.name === undefined ? `${key}: {` : `${key}: ${value.name} {`
      return inner.length === 0 ? `${indent}${head}}` : `${indent}${head}\n${inner.join("\n")}\n${indent}}`
    }
  }
}

function itemText({ key, text, quoted }: LookmlItem): string {
  const value = quoted ? quotedText(text) : text
  return key === undefined ? value : `${key}: ${value}`
}

function quotedText(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`
}
