import { expression, filled, type Visible } from "./expressions.testkit.ts"
import type { Random } from "./random.testkit.ts"
import { columns, tableNames, type ValueKind, valueKinds } from "./tables.testkit.ts"
import { sqlOf, type Term } from "./term.testkit.ts"

const depth = 3

/** Aggregates that do not ask for the order of the rows, with the kind that they give. */
const aggregates: readonly (readonly [ValueKind, string])[] = [
  ["int", "count(*)"],
  ["int", "count({any})"],
  ["int", "count(distinct {any})"],
  ["int", "sum({int})"],
  ["int", "avg({int})"],
  ["int", "min({int})"],
  ["int", "max({int})"],
  ["int", "bit_and({int})"],
  ["int", "bit_or({int})"],
  ["decimal", "sum({decimal})"],
  ["decimal", "avg({decimal})"],
  ["decimal", "min({decimal})"],
  ["decimal", "sum(distinct {decimal})"],
  ["double", "sum({double})"],
  ["double", "avg({double})"],
  ["double", "stddev({decimal})"],
  ["double", "var_pop({int})"],
  ["double", "median({int})"],
  ["double", "percentile_cont(0.5) within group (order by {int})"],
  ["int", "percentile_disc(0.25) within group (order by {int})"],
  ["text", "max({text})"],
  ["text", "min(rtrim({text}))"],
  ["text", "listagg({text}, ',') within group (order by id)"],
  ["text", "listagg(distinct rtrim({text}), '|') within group (order by rtrim({text}))"],
  ["bool", "bool_and({bool})"],
  ["bool", "bool_or({bool})"],
  ["date", "max({date})"],
  ["timestamp", "min({timestamp})"],
]

/** Window functions; rows have an order by their `id`. */
const windows: readonly (readonly [ValueKind, string])[] = [
  ["int", "row_number() over (partition by {any} order by {any}, {id})"],
  ["int", "rank() over (order by {any})"],
  ["int", "dense_rank() over (partition by {any} order by {any} desc)"],
  ["int", "ntile({divisor}) over (order by {id})"],
  ["int", "count(*) over (partition by {any})"],
  ["int", "sum({int}) over (order by {id} rows unbounded preceding)"],
  ["decimal", "sum({decimal}) over (partition by {any})"],
  ["decimal", "avg({decimal}) over (order by {id} rows between 1 preceding and 1 following)"],
  ["double", "ratio_to_report({int} % 3 + 4) over ()"],
  ["double", "percent_rank() over (order by {any})"],
  ["double", "cume_dist() over (order by {any})"],
  ["double", "median({int}) over (partition by {any})"],
  ["text", "lag({text}) over (order by {id})"],
  ["int", "lead({int}, 2) over (order by {id} desc)"],
  ["date", "first_value({date}) over (partition by {bool} order by {id} rows unbounded preceding)"],
  [
    "text",
    "last_value({text} ignore nulls) over (order by {id} rows between unbounded preceding and unbounded following)",
  ],
  [
    "int",
    "nth_value({int}, 2) over (order by {id} rows between unbounded preceding and unbounded following)",
  ],
  ["text", "listagg({text}, ',') within group (order by {id}) over (partition by {bool})"],
  ["timestamp", "max({timestamp}) over (partition by {text})"],
]

/** What the rest of a query is random over. */
interface Source {
  readonly from: Term
  readonly visible: readonly Visible[]
  /** Has each value once. */
  readonly id: string
}

/** A random query. Where it is `ordered`, its rows have one order. */
export function query(random: Random): Term {
  const kind = random.below(10)
  if (kind < 3) return plain(random)
  if (kind < 5) return grouped(random)
  if (kind < 6) return windowed(random)
  if (kind < 7) return distinct(random)
  if (kind < 9) return united(random)
  return nested(random)
}

/** The name of the part that says that rows have an order. */
export const orderKind = "order"

function tableColumns(alias: string): readonly Visible[] {
  return Object.entries(columns).map(([name, { kind }]) => ({
    kind,
    sql: alias === "" ? name : `${alias}.${name}`,
  }))
}

function source(random: Random): Source {
  if (random.chance(0.7)) {
    const from = random.pick(tableNames)
    return { from: { kind: "from", parts: [from] }, visible: tableColumns(""), id: "id" }
  }
  const visible = [...tableColumns("a"), ...tableColumns("b")]
  const join = random.pick(["join", "left join", "right join", "full join"])
  const on = random.pick([
    "a.id = b.id",
    "a.id = b.id and a.s = b.v",
    "a.s = b.s",
    "a.c = b.v and a.ok = b.ok",
    "a.n = b.m",
    "a.d = b.d",
    "a.id = b.id and a.n > b.n",
    "a.e = b.f",
  ])
  const from: Term = { kind: "from", parts: [`t a ${join} u b on ${on}`] }
  return { from, visible, id: "a.id, b.id" }
}

function clause(kind: string, parts: Term["parts"]): Term {
  return { kind, parts, least: "" }
}

function where(visible: readonly Visible[], random: Random): Term {
  const parts = random.chance(0.4) ? [" where ", expression("bool", visible, depth, random)] : []
  return clause("where", parts)
}

/** A limit goes where its order goes. */
function order(items: string, limit: number): Term {
  return clause(orderKind, [` order by ${items}`, limit > 0 ? clause("limit", [` limit ${limit}`]) : ""])
}

function list(items: readonly Term[]): Term {
  const named = items.map((item, index): Term => ({ kind: "item", parts: [item, ` as c${index + 1}`] }))
  return { kind: "list", parts: named, separator: ", " }
}

function anyKinds(random: Random): readonly ValueKind[] {
  return Array.from({ length: 1 + random.below(4) }, () => random.pick(valueKinds))
}

function selected(kinds: readonly ValueKind[], from: Source, random: Random): readonly Term[] {
  return kinds.map((kind) => expression(kind, from.visible, depth, random))
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
