import type { Identifier, Node, SelectItem } from "../ast.ts"
import { identifierIn } from "../identifier.ts"
import type { Place } from "./context.ts"
import { type Copied, copied, type Out } from "./output.ts"

/** Any node: its text, with what stands inside it translated. */
export function emit(node: Node, place: Place): Out {
  return place.context.emit(node, place)
}

/** The text of a node with its children translated, or replaced by what `replaced` holds. */
export function within(node: Node, place: Place, replaced?: ReadonlyMap<Node, Out>): Out {
  const parts = children(node)
  if (parts.length === 0) return copied(node)
  const pieces: (string | Copied)[] = []
  let at = node.start
  for (const child of parts) {
    pieces.push({ start: at, end: child.start }, ...(replaced?.get(child) ?? emit(child, place)))
    at = child.end
  }
  pieces.push({ start: at, end: node.end })
  return pieces
}

/** The nodes directly inside a node, in the order of the text. */
export function children(node: Node): Node[] {
  const found: Node[] = []
  let sorted = true
  const add = (child: unknown) => {
    if (!isNode(child)) return
    const last = found.at(-1)
    if (last !== undefined && last.start > child.start) sorted = false
    found.push(child)
  }
  for (const value of Object.values(node)) {
    if (typeof value !== "object" || value === null) continue
    if (Array.isArray(value)) value.forEach(add)
    else add(value)
  }
  return sorted ? found : found.sort((a, b) => a.start - b.start)
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && "start" in value
}

/** Redshift folds names to lower case, quoted ones too. */
export function emitName(node: Identifier, { context }: Place): Out {
  const { quote, quotedWords } = context.engine
  const source = context.sql.slice(node.start, node.end)
  if (!node.quoted && quotedWords.has(node.name)) return [quote(node.name)]
  const name = node.quoted ? quote(node.name) : node.name
  return source === source.toLowerCase() && (!node.quoted || source === name) ? copied(node) : [name]
}

/** A blank, where the word before goes on: `distinct(a)`. */
export function blankBefore({ start }: Node, { context }: Place): string {
  return /\w/.test(context.sql[start - 1] ?? "") ? " " : ""
}

/** A blank, where what follows in the text would go on with the word before it: `count(*)from`. */
export function blankBehind({ end }: Node, { context }: Place): string {
  return /[\w"]/.test(context.sql[end] ?? "") ? " " : ""
}

/** Whether `as` stands before an alias: without it some words are none in other engines. */
export function isNamedByAs({ expression, alias }: SelectItem, { context }: Place): boolean {
  return alias !== undefined && /\bas\b/i.test(context.sql.slice(expression.end, alias.start))
}

/** A name that the translation adds. */
export function nameText(name: string, { context }: Place): string {
  return identifierIn(name, context.engine.quote)
}
