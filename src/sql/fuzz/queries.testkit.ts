import { aggregates, windows } from "./aggregates.testkit.ts"
import { expression, filled, type Visible } from "./expressions.testkit.ts"
import type { Random } from "./random.testkit.ts"
import { shaped } from "./shapes.testkit.ts"
import {
  anyKinds,
  clause,
  list,
  order,
  orderKind,
  type Source,
  selected,
  source,
  where,
} from "./sources.testkit.ts"
import { valueKinds } from "./tables.testkit.ts"
import { sqlOf, type Term } from "./term.testkit.ts"

/** A random query. Where it is `ordered`, its rows have one order. */
export function query(random: Random): Term {
  const kind = random.below(16)
  if (kind >= 10) return shaped(random)
  if (kind < 3) return plain(random)
  if (kind < 5) return grouped(random)
  if (kind < 6) return windowed(random)
  if (kind < 7) return distinct(random)
  if (kind < 9) return united(random)
  return nested(random)
}

function plain(random: Random): Term {
  const from = source(random)
  const by = random.chance(0.4)
    ? order(
        `${random.pick(from.visible).sql}${random.pick(["", " desc", " nulls first", " desc nulls last"])}, ${from.id}`,
        random.chance(0.3) ? 1 + random.below(4) : 0,
      )
    : clause(orderKind, [])
  return {
    kind: "query",
    parts: [
      "select ",
      list(selected(anyKinds(random), from, random)),
      " from ",
      from.from,
      where(from.visible, random),
      by,
    ],
  }
}

function grouped(random: Random): Term {
  const from = source(random)
  const rollup = random.chance(0.15)
  const keys = random.chance(0.2)
    ? []
    : anyKinds(random)
        .slice(0, 2)
        .map((kind) => (rollup ? column(from, random) : expression(kind, from.visible, 2, random)))
  const made = Array.from({ length: 1 + random.below(3) }, () => aggregate(from, random))
  const by = keys.map((key, index) =>
    rollup ? sqlOf(key) : random.pick([String(index + 1), `c${index + 1}`, sqlOf(key)]),
  )
  const grouping = rollup ? `${random.pick(["rollup", "cube"])}(${by.join(", ")})` : by.join(", ")
  const having = random.chance(0.25) ? clause("having", [` having count(*) > ${1 + random.below(2)}`]) : ""
  return {
    kind: "query",
    parts: [
      "select ",
      list([...keys, ...made]),
      " from ",
      from.from,
      where(from.visible, random),
      ...(keys.length === 0 ? [] : [` group by ${grouping}`]),
      having,
    ],
  }
}

function column(from: Source, random: Random): Term {
  const { kind, sql } = random.pick(from.visible)
  return { kind, parts: [sql] }
}

function aggregate(from: Source, random: Random): Term {
  const [kind, form] = random.pick(aggregates)
  return filled(form.replaceAll("order by id)", `order by ${from.id})`), kind, from.visible, 2, random)
}

function windowed(random: Random): Term {
  const from = source(random)
  const made = Array.from({ length: 1 + random.below(2) }, () => {
    const [kind, form] = random.pick(windows)
    return filled(form.replaceAll("{id}", from.id), kind, from.visible, 2, random)
  })
  const qualify = random.chance(0.2)
    ? clause("qualify", [` qualify row_number() over (order by ${from.id}) > 2`])
    : ""
  return {
    kind: "query",
    parts: [
      "select ",
      list([...made, ...selected([random.pick(valueKinds)], from, random)]),
      " from ",
      from.from,
      where(from.visible, random),
      qualify,
    ],
  }
}

function distinct(random: Random): Term {
  const from = source(random)
  return {
    kind: "query",
    parts: [
      "select distinct ",
      list(selected(anyKinds(random), from, random)),
      " from ",
      from.from,
      where(from.visible, random),
    ],
  }
}

function united(random: Random): Term {
  const kinds = anyKinds(random)
  const half = (): Term => {
    const from = source(random)
    return {
      kind: "half",
      parts: [
        "select ",
        list(selected(kinds, from, random)),
        " from ",
        from.from,
        where(from.visible, random),
      ],
    }
  }
  const operator = random.pick(["union", "union all", "intersect", "except", "minus"])
  return { kind: "query", parts: [half(), ` ${operator} `, half()] }
}

/** A query over another one, as a subquery or by `with`. */
function nested(random: Random): Term {
  const from = source(random)
  const kinds = anyKinds(random)
  const inner: Term = {
    kind: "query",
    parts: ["select ", list(selected(kinds, from, random)), " from ", from.from, where(from.visible, random)],
  }
  const visible = kinds.map((kind, index): Visible => ({ kind, sql: `c${index + 1}` }))
  const outer: Source = { from: inner, visible, id: "" }
  const items = random.chance(0.5)
    ? selected(anyKinds(random), outer, random)
    : [
        filled(
          random.pick(aggregates.filter(([, form]) => !form.includes("by id")))[1],
          "any",
          visible,
          2,
          random,
        ),
      ]
  return random.chance(0.5)
    ? { kind: "query", parts: ["select ", list(items), " from (", inner, ") q", where(visible, random)] }
    : {
        kind: "query",
        parts: ["with q as (", inner, ") select ", list(items), " from q", where(visible, random)],
      }
}
