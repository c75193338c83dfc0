import type { Spanned } from "../ast/spanned.ts"
import { dataType, unknownType } from "../data-type.ts"
import type { KnownRelation } from "./result.ts"
import { type BaseColumn, type Column, type Deciders, unknownValue, type Value } from "./value.ts"

/** The columns of anything that can stand in `from`. */
export class Shape {
  readonly columns: readonly Column[]
  /** Whether there may be more columns than these. */
  readonly open: boolean
  /** Whose columns the ones that are not known are: a relation outside of the query, or what a star stands for. */
  readonly beyond: string | Shape | undefined
  /** What decides about its rows. */
  readonly deciders: Deciders | undefined
  /** Where its columns are written, in the SQL of a query. */
  readonly written: readonly Spanned[]
  #byName: Map<string, Column | "several"> | undefined
  readonly #unlisted = new Map<string, Value>()

  constructor(
    columns: readonly Column[],
    open: boolean,
    beyond?: string | Shape | undefined,
    deciders?: Deciders | undefined,
    written: readonly Spanned[] = [],
  ) {
    this.columns = columns
    this.open = open
    this.beyond = beyond
    this.deciders = deciders
    this.written = written
  }

  /** A listed column; `several` when more than one has the name. */
  column(name: string): Column | "several" | undefined {
    if (this.#byName === undefined) {
      this.#byName = new Map()
      for (const each of this.columns)
        this.#byName.set(each.name, this.#byName.has(each.name) ? "several" : each)
    }
    return this.#byName.get(name)
  }

  /** A column that is not listed, where there may be more. */
  unlisted(name: string): Value {
    const known = this.#unlisted.get(name)
    if (known !== undefined) return known
    const value = this.#found(name)
    this.#unlisted.set(name, value)
    return value
  }

  #found(name: string): Value {
    if (typeof this.beyond === "string") return baseValue({ relation: this.beyond, column: name }, undefined)
    if (this.beyond === undefined) return unknownValue
    const listed = this.beyond.column(name)
    if (listed === "several") return unknownValue
    return listed ?? (this.beyond.open ? this.beyond.unlisted(name) : unknownValue)
  }

  get names(): string[] {
    return this.columns.map((each) => each.name)
  }
}

export const unknownShape = new Shape([], true)

const shapes = new WeakMap<KnownRelation, { readonly id: string; readonly shape: Shape }>()

/** The shape of a relation outside of the query. What many queries read is worked out once. */
export function relationShape(known: KnownRelation | undefined, name: string): Shape {
  if (known === undefined) return new Shape([], true, name)
  const id = known.id ?? name
  const made = shapes.get(known)
  if (made !== undefined && made.id === id) return made.shape
  const columns = (known.columns ?? []).map((each): Column => {
    const column = each.name.toLowerCase()
    return { name: column, ...baseValue({ relation: id, column }, each.type) }
  })
  const shape = new Shape(columns, known.columns === undefined || !known.complete, id)
  shapes.set(known, { id, shape })
  return shape
}

function baseValue(base: BaseColumn, type: string | undefined): Value {
  return {
    type: type === undefined ? unknownType : dataType(type),
    origins: [{ base, distance: 0 }],
    complete: true,
    nullable: undefined,
  }
}

/** The shape with other names, as of `x (a, b)`. Fewer names than columns leave the rest as they are. */
export function renamed(shape: Shape, names: readonly string[] | undefined): Shape {
  if (names === undefined) return shape
  const columns = names.map((name, index): Column => {
    const known = shape.open ? undefined : shape.columns[index]
    return { ...(known ?? unknownValue), name }
  })
  const rest = shape.open ? [] : shape.columns.slice(names.length)
  return new Shape([...columns, ...rest], false, undefined, shape.deciders)
}
