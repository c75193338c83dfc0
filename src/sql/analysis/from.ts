import { dialectFacts } from "../../project/warehouses.ts"
import type { FromItem, Join, TableRef } from "../ast.ts"
import { int, text, unknownType } from "../data-type.ts"
import { checkBoolean } from "./checks.ts"
import { infer } from "./expression.ts"
import { type Joined, type StarColumns, starsOf } from "./joined.ts"
import { mergeJoin } from "./merge-join.ts"
import { pivotShape, unpivotShape } from "./pivot.ts"
import type { Around, Place } from "./place.ts"
import { queryShape } from "./query.ts"
import { refuseCorrelatedJoin } from "./refused/correlation.ts"
import { refuseValues } from "./refused/queries.ts"
import { resolve } from "./resolve.ts"
import { cteNamed, type Scope, type Source, seenThrough } from "./scope.ts"
import { renamed, Shape, unknownShape } from "./shape.ts"
import { outside, problem } from "./state.ts"
import { computed, constant, type Deciders, unknownValue, type Value } from "./value.ts"

/** What one `from` is worked out with. */
interface FromState {
  readonly around: Around
  readonly deciders: Deciders
  /** The sources so far: an item may unnest a column of one before it. */
  readonly before: Source[]
}

export function fromSources(items: readonly FromItem[], around: Around, deciders: Deciders): Joined {
  const state: FromState = { around, deciders, before: [] }
  const joined = items.map((item) => fromItem(item, state))
  checkNames(state.before, around)
  const [only] = joined
  return joined.length === 1 && only !== undefined ? only : sideBySide(joined)
}

function sideBySide(parts: readonly Joined[]): Joined {
  return {
    sources: parts.flatMap((each) => each.sources),
    merged: new Map(parts.flatMap((each) => [...each.merged])),
    star: () => starsOf(parts),
  }
}

function fromItem(node: FromItem, state: FromState): Joined {
  const { around, deciders } = state
  switch (node.kind) {
    case "table":
      return table(node, state)
    case "tableFunction": {
      // What it gives is known to the engine alone; the names that the query gives its columns are known.
      const name = node.alias?.name.name ?? node.parts.at(-1)?.name ?? ""
      const columns = (node.alias?.columns ?? []).map((each) => ({ ...unknownValue, name: each.name }))
      return single(name, undefined, new Shape(columns, true), node, state)
    }
    case "derived": {
      refuseValues(node.query, state.around.state)
      const shape = queryShape(node.query, besides(state))
      const named = renamed(
        shape,
        node.alias?.columns?.map((each) => each.name),
      )
      return single(node.alias?.name.name ?? "", undefined, named, node, state)
    }
    case "parenFrom":
      return fromItem(node.inner, state)
    case "join":
      return join(node, state)
    case "pivot":
    case "unpivot": {
      const inner = fromItem(node.source, { around, deciders, before: [] })
      const place = placeOver(inner, state, "select")
      const values = (node.kind === "pivot" ? node.aggregates : node.columns).map(({ expression }) =>
        infer(expression, place),
      )
      const turned =
        node.kind === "pivot"
          ? pivotShape(node, values, inner, place)
          : unpivotShape(node, values, inner, place)
      const shape = dialectFacts(around.state.dialect).analysed ? turned : unknownShape
      const named = renamed(
        shape,
        node.alias?.columns?.map((each) => each.name),
      )
      return single(node.alias?.name.name ?? inner.sources[0]?.name ?? "", undefined, named, node, state)
    }
  }
}

/** In some dialects a subquery sees the relations before it in `from`; in the others nothing there. */
function besides(state: FromState): Around {
  const { around, before } = state
  if (!dialectFacts(around.state.dialect).lateralSubqueries || before.length === 0) return around
  return { ...around, parent: scopeOver([...before], state) }
}

function single(
  name: string,
  label: string | undefined,
  shape: Shape,
  span: { readonly start: number; readonly end: number },
  state: FromState,
): Joined {
  const source: Source = { name, label, shape, element: undefined, optional: false, span }
  state.before.push(source)
  if (shape.deciders !== undefined) state.deciders.inner.push(shape.deciders)
  return { sources: [source], merged: new Map(), star: () => starOf(source) }
}

function starOf(source: Source): StarColumns {
  const { shape, name } = source
  return {
    columns: shape.columns.map((column) => ({
      column: source.optional ? { ...seenThrough(source, column), name: column.name } : column,
      key: `${name}.${column.name}`,
    })),
    open: shape.open,
    openShapes: shape.open ? [shape] : [],
  }
}

function table(node: TableRef, state: FromState): Joined {
  const names = node.parts.map((part) => part.name)
  const [first = ""] = names
  const element = state.before.some((each) => each.name === first && each.element !== undefined)
  if (names.length > 1 || node.steps.length > 0 || element) {
    const scope = scopeOver(state.before, state)
    if (state.before.some((each) => each.name === first) || namedOutside(first, state))
      return unnested(node, scope, state)
  }
  const { around } = state
  const name = node.alias?.name.name ?? names.at(-1) ?? ""
  const label = node.alias === undefined ? names.join(".") : undefined
  const columns = node.alias?.columns?.map((each) => each.name)
  const cte = names.length === 1 ? cteNamed(around.ctes, first) : undefined
  if (cte !== undefined) return single(name, label, renamed(cte, columns), node.alias?.name ?? node, state)
  const { shape, id } = outside(around.state, names)
  const end = node.parts.at(-1)?.end ?? node.end
  around.state.reads.push({ parts: names, id, offset: node.start, length: end - node.start })
  return single(name, label, renamed(shape, columns), node.alias?.name ?? node, state)
}

function namedOutside(name: string, state: FromState): boolean {
  for (let at = state.around.parent; at !== undefined; at = at.parent)
    if (at.sources.some((each) => each.name === name)) return true
  return false
}

/** `from orders o, o.payload.items i at n`: the elements of an array in a SUPER column. */
function unnested(node: TableRef, scope: Scope, state: FromState): Joined {
  const { steps, parts, start, end } = node
  const found = resolve({ kind: "column", parts, steps, start, end }, scope).value
  const element: Value = computed(found.type.kind === "super" ? found.type : unknownType, [found])
  const name = node.alias?.name.name ?? parts.at(-1)?.name ?? ""
  const empty = new Shape([], false)
  const sources: Source[] = [{ name, label: undefined, shape: empty, element, optional: false, span: node }]
  if (node.at !== undefined) {
    const index = new Shape([{ ...constant(node.attributes ? text : int), name: node.at.name }], false)
    sources.push({
      name: "",
      label: undefined,
      shape: index,
      element: undefined,
      optional: false,
      span: node.at,
    })
  }
  state.before.push(...sources)
  return { sources, merged: new Map(), star: () => ({ columns: [], open: true, openShapes: [] }) }
}

function join(node: Join, state: FromState): Joined {
  const left = fromItem(node.left, state)
  const right = fromItem(node.right, state)
  if (node.type === "left" || node.type === "full") for (const each of right.sources) each.optional = true
  if (node.type === "right" || node.type === "full") for (const each of left.sources) each.optional = true
  if (node.using !== undefined || node.natural) return mergeJoin(node, left, right, state)
  const both = sideBySide([left, right])
  if (node.on !== undefined) {
    const place = placeOver(both, state, "on")
    const value = infer(node.on, place)
    checkBoolean(value, node.on, "on", place)
    if (node.type !== "inner" && node.type !== "cross") refuseCorrelatedJoin(node.on, state.around.state)
    if (value.origins.length > 0) state.deciders.own.push({ by: "join", origins: value.origins })
  }
  return both
}

/** A condition sees its own join first, and what stands before it in `from` behind that. */
function placeOver(joined: Joined, state: FromState, clause: Place["clause"]): Place {
  const others = state.before.filter((each) => !joined.sources.includes(each))
  const parent = others.length === 0 ? state.around.parent : scopeOver(others, state)
  const { sources, merged } = joined
  const scope: Scope = {
    ...state.around,
    sources,
    merged,
    aliases: new Map(),
    deciders: state.deciders,
    parent,
  }
  return {
    scope,
    level: { columns: new Map(), windows: new Map(), aggregated: false, correlated: undefined },
    clause,
    inside: undefined,
  }
}

function scopeOver(sources: readonly Source[], state: FromState): Scope {
  return { ...state.around, sources, merged: new Map(), aliases: new Map(), deciders: state.deciders }
}

/** Two relations of different schemas may have one name, as long as neither has an alias. */
function checkNames(sources: readonly Source[], around: Around): void {
  const seen = new Map<string, Source>()
  for (const source of sources) {
    if (source.name === "") continue
    const other = seen.get(source.name)
    seen.set(source.name, source)
    if (other === undefined) continue
    const apart = source.label !== undefined && other.label !== undefined && source.label !== other.label
    if (apart || source.element !== undefined || other.element !== undefined) continue
    problem(
      around.state,
      "LUX-1320",
      source.span,
      `two relations are named "${source.name}" here`,
      "Give one of them an alias of its own.",
    )
  }
}
