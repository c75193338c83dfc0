import {
  Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  type Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml"

/** A data test as it is written: its name, or one name with its arguments. */
export type WrittenTest = string | Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** Data tests of a relation (without a column) or of one of its columns. */
export interface AddedTests {
  readonly column?: string | undefined
  readonly tests: readonly WrittenTest[]
}

/** Where the relation is described: `models`, `seeds`, `snapshots`, or the tables of a source. */
export type DescribedAt =
  | { readonly list: "models" | "seeds" | "snapshots"; readonly name: string }
  | { readonly list: "sources"; readonly source: string; readonly name: string }

export interface WithDataTests {
  readonly text: string
  /** What could not be added, and why. */
  readonly refused: readonly { readonly column: string | undefined; readonly reason: string }[]
}

/**
 * The text of a properties file with more data tests. Lines are only added, or lengthened where lists and maps are
 * written in one line; everything else stays to the letter. What anchors share is left alone.
 */
export function withDataTests(before: string, at: DescribedAt, added: readonly AddedTests[]): WithDataTests {
  const document = parseDocument(before)
  const [error] = document.errors
  if (error !== undefined) throw error
  const edit = editOf(before, document)
  const refused: { column: string | undefined; reason: string }[] = []
  const described = entryOf(document, at)
  if (described.kind === "missing") {
    const entry = { name: at.name, ...relationTests(added), ...columnTests(added) }
    described.add(edit, entry)
    return { text: edit.apply(), refused }
  }
  if (described.kind === "shared")
    return { text: before, refused: added.map(({ column }) => ({ column, reason: described.reason })) }
  const { map } = described
  const columns = valueAt(map, "columns")
  const fresh: AddedTests[] = []
  for (const each of added) {
    if (each.column === undefined) continue
    const found = isSeq(columns) ? columnOf(columns, each.column) : undefined
    const reason = sharedReason(columns) ?? sharedReason(found)
    if (reason !== undefined) refused.push({ column: each.column, reason })
    else if (isMap(found)) refuse(each.column, addTests(edit, found, each.tests))
    else fresh.push(each)
  }
  if (fresh.length > 0) {
    const list = columnTests(fresh).columns ?? []
    if (isSeq(columns)) edit.addItems(columns, list)
    else if (columns === undefined) edit.addKey(map, "columns", list)
    else for (const { column } of fresh) refuse(column, "its columns are not list")
  }
  for (const { column, tests } of added)
    if (column === undefined) refuse(undefined, addTests(edit, map, tests))
  return { text: edit.apply(), refused }

  function refuse(column: string | undefined, reason: string | undefined): void {
    if (reason !== undefined) refused.push({ column, reason })
  }
}

type Edit = ReturnType<typeof editOf>

function addTests(edit: Edit, map: YAMLMap, tests: readonly WrittenTest[]): string | undefined {
  const key = map.has("tests") ? "tests" : "data_tests"
  const list = valueAt(map, key)
  const reason = sharedReason(list)
  if (reason !== undefined) return reason
  if (list === undefined) edit.addKey(map, key, tests)
  else if (isSeq(list)) edit.addItems(list, tests)
  else return `its ${key} are not list`
  return undefined
}

/** An anchor's value stands in several places, and so would what is added to it. */
function sharedReason(node: unknown): string | undefined {
  if (isAlias(node)) return `it is written as *${node.source}, which others share`
  if (isCollection(node) && node.anchor !== undefined) return `it is shared as &${node.anchor}`
  if (isMap(node) && node.items.some(({ key }) => isScalar(key) && key.value === "<<"))
    return "it takes keys from an anchor"
  return undefined
}

type Entry =
  | { readonly kind: "found"; readonly map: YAMLMap }
  | { readonly kind: "shared"; readonly reason: string }
  | { readonly kind: "missing"; readonly add: (edit: Edit, entry: object) => void }

function entryOf(document: Document, at: DescribedAt): Entry {
  const top = document.contents
  if (top !== null && !isMap(top)) return { kind: "shared", reason: "the file is not a map" }
  const list = top === null ? undefined : valueAt(top, at.list)
  if (at.list !== "sources")
    return namedIn(list, at.name, (edit, entry) => edit.addTop(top ?? undefined, at.list, [entry]))
  const missing: Entry = { kind: "shared", reason: `source "${at.source}" is not described in this file` }
  const source = namedIn(list, at.source, () => undefined)
  if (source.kind !== "found") return source.kind === "shared" ? source : missing
  return namedIn(valueAt(source.map, "tables"), at.name, (edit, entry) =>
    edit.addKey(source.map, "tables", [entry]),
  )
}

function namedIn(list: unknown, name: string, addList: (edit: Edit, entry: object) => void): Entry {
  const reason = sharedReason(list)
  if (reason !== undefined) return { kind: "shared", reason }
  if (list !== undefined && !isSeq(list))
    return { kind: "shared", reason: "the list that it belongs in is empty" }
  const found = list?.items.find((item) => isMap(item) && item.get("name") === name)
  const shared = sharedReason(found)
  if (shared !== undefined) return { kind: "shared", reason: shared }
  if (isMap(found)) return { kind: "found", map: found }
  return {
    kind: "missing",
    add: (edit, entry) => (list === undefined ? addList(edit, entry) : edit.addItems(list, [entry])),
  }
}

function columnOf(columns: YAMLSeq, name: string): unknown {
  return columns.items.find((item) => {
    const own = isMap(item) ? item.get("name") : undefined
    return typeof own === "string" && own.toLowerCase() === name.toLowerCase()
  })
}

function relationTests(added: readonly AddedTests[]) {
  const tests = added.flatMap((each) => (each.column === undefined ? each.tests : []))
  return tests.length === 0 ? {} : { data_tests: tests }
}

function columnTests(added: readonly AddedTests[]): { readonly columns?: readonly object[] } {
  const columns = added.flatMap(({ column, tests }) =>
    column === undefined
      ? []
      : [{ name: column, ...(/^[a-z_][a-z0-9_$]*$/.test(column) ? {} : { quote: true }), data_tests: tests }],
  )
  return columns.length === 0 ? {} : { columns }
}

/** Insertions into a text, at places that the parser tells. */
function editOf(before: string, document: Document) {
  const newline = before.includes("\r\n") ? "\r\n" : "\n"
  const indentSeq = seqsAreIndented(before, document)
  const insertions: { readonly at: number; readonly text: string }[] = []
  const columnAt = (offset: number): number => offset - (before.lastIndexOf("\n", offset - 1) + 1)

  function addKey(map: YAMLMap, key: string, value: unknown): void {
    if (map.flow === true) addFlow(map, `${key}: ${flowText(value)}`)
    else addLines(endOf(map), blockText({ [key]: value }, indentSeq), columnAt(startOf(map.items[0]?.key)))
  }

  function addItems(seq: YAMLSeq, values: readonly unknown[]): void {
    if (seq.flow === true) addFlow(seq, values.map(flowText).join(", "))
    else addLines(endOf(seq), blockText(values, indentSeq), columnAt(startOf(seq)))
  }

  function addTop(top: YAMLMap | undefined, key: string, value: unknown): void {
    if (top !== undefined && top.items.length > 0) addKey(top, key, value)
    else addLines(before.length, blockText({ [key]: value }, indentSeq), 0)
  }

  function addFlow(collection: YAMLMap | YAMLSeq, text: string): void {
    if (collection.items.length === 0) insertions.push({ at: startOf(collection) + 1, text })
    else insertions.push({ at: endOf(collection.items.at(-1)), text: `, ${text}` })
  }

  /** Behind the line that the offset is in. */
  function addLines(offset: number, text: string, column: number): void {
    const isLineStart = offset === 0 || before[offset - 1] === "\n"
    const next = before.indexOf("\n", offset)
    const at = isLineStart ? offset : next === -1 ? before.length : next + 1
    const open = at > 0 && before[at - 1] !== "\n" ? newline : ""
    const lines = text.replace(/^(?=.)/gm, " ".repeat(column)).replaceAll("\n", newline)
    insertions.push({ at, text: open + lines })
  }

  function apply(): string {
    // Of several at one place the first stays first.
    const sorted = insertions
      .map((each, index) => ({ ...each, index }))
      .sort((a, b) => a.at - b.at || a.index - b.index)
    let text = ""
    let from = 0
    for (const { at, text: more } of sorted) {
      text += before.slice(from, at)
      // Two that come behind a last line without an end: one line end is enough.
      text += text.endsWith("\n") && more.startsWith(newline) ? more.slice(newline.length) : more
      from = at
    }
    return text + before.slice(from)
  }

  return { addKey, addItems, addTop, apply }
}

function startOf(node: unknown): number {
  return isNodeWithRange(node) ? node.range[0] : 0
}

/** The end of what is written of a value; of a block that of its last leaf, without the comments behind it. */
function endOf(node: unknown): number {
  if (isPair(node))
    return node.value === null || node.value === undefined ? endOf(node.key) : endOf(node.value)
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return endOf(node.items.at(-1))
  return isNodeWithRange(node) ? node.range[1] : 0
}

function isPair(node: unknown): node is { readonly key: unknown; readonly value: unknown } {
  return typeof node === "object" && node !== null && "key" in node && "value" in node && !("range" in node)
}

function isNodeWithRange(node: unknown): node is { readonly range: readonly [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range)
}

function valueAt(map: YAMLMap, key: string): unknown {
  return map.get(key, true) ?? undefined
}

/** As the file's first list under a key is written. */
function seqsAreIndented(before: string, document: Document): boolean {
  let indented: boolean | undefined
  const columnAt = (offset: number): number => offset - (before.lastIndexOf("\n", offset - 1) + 1)
  visit(document, {
    Pair(_, { key, value }) {
      if (!isSeq(value) || value.flow === true) return undefined
      indented = columnAt(startOf(value)) > columnAt(startOf(key))
      return visit.BREAK
    },
  })
  return indented ?? true
}

function blockText(value: unknown, indentSeq: boolean): string {
  const document = new Document(value)
  visit(document, {
    Map(_, map) {
      // A test with its arguments stands in one line.
      const [first, ...more] = map.items
      if (first !== undefined && more.length === 0 && isMap(first.value)) first.value.flow = true
    },
    Scalar: quoteDoubtful,
  })
  return document.toString({ lineWidth: 0, indentSeq, flowCollectionPadding: false })
}

function flowText(value: unknown): string {
  const document = new Document(value)
  if (isCollection(document.contents)) document.contents.flow = true
  visit(document, { Scalar: quoteDoubtful })
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd()
}

/** Texts that one version of YAML or another reads as something else: `no`, `2024-01-01`. */
function quoteDoubtful(key: unknown, scalar: Scalar): void {
  if (key === "key" || typeof scalar.value !== "string") return
  const isPlain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(scalar.value)
  if (!isPlain || /^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(scalar.value))
    scalar.type = "QUOTE_SINGLE"
}
