/** Random queries of more parts: grouping sets, chains of set operations, subqueries, common table expressions, joins. */
import { aggregates } from "./aggregates.testkit.ts"
import { expression, filled, type Visible } from "./expressions.testkit.ts"
import type { Random } from "./random.testkit.ts"
import { anyKinds, clause, list, order, type Source, selected, source, where } from "./sources.testkit.ts"
import { type ValueKind, valueKinds } from "./tables.testkit.ts"
import type { Term } from "./term.testkit.ts"

export function shaped(random: Random): Term {
  return random.pick([sets, chain, correlated, ctes, joined, aliases, overGroups, latest])(random)
}

const free = aggregates.filter(([, form]) => !form.includes("by id"))

function select(items: readonly Term[], from: Source, random: Random, rest: Term["parts"] = []): Term {
  return {
    kind: "query",
    parts: ["select ", list(items), " from ", from.from, where(from.visible, random), ...rest],
  }
}

function some(from: Source, random: Random): Term {
  const [kind, form] = random.pick(free)
  return filled(form, kind, from.visible, 2, random)
}

/** Grouping sets over columns, which `grouping` tells apart. */
function sets(random: Random): Term {
  const from = source(random)
  const [first, second] = [random.pick(from.visible).sql, random.pick(from.visible).sql]
  if (first === second) return sets(random)
  const by = random.pick([
    `rollup(${first}, ${second})`,
    `cube(${first}, ${second})`,
    `grouping sets((${first}, ${second}), (${second}), ())`,
    `grouping sets((${first}), (${second}))`,
    `${first}, rollup(${second})`,
  ])
  const items = [first, second, `grouping(${second})`].map((sql): Term => ({ kind: "any", parts: [sql] }))
  return select([...items, some(from, random)], from, random, [` group by ${by}`])
}

/** Set operations one after another, of which intersect goes first. */
function chain(random: Random): Term {
  const kinds = anyKinds(random)
  const part = (): Term => {
    const from = source(random)
    return { ...select(selected(kinds, from, random), from, random), kind: "part" }
  }
  const operator = () => random.pick(["union", "union all", "intersect", "except", "minus"])
  const parts = [part(), ` ${operator()} `, part(), clause("next", [` ${operator()} `, part()])]
  return {
    kind: "query",
    parts: random.chance(0.3) ? ["select count(*) as c1 from (", ...parts, ") q"] : parts,
  }
}

/** Subqueries that read columns of the outer query. */
function correlated(random: Random): Term {
  const from = source(random)
  const scalars: readonly (readonly [ValueKind, string])[] = [
    ["int", "(select count(*) from u q where q.n = {int})"],
    ["int", "(select max(q.m) from u q where q.s = {text})"],
    ["decimal", "(select sum(q.e) from u q where q.n > {int})"],
    ["decimal", "(select sum(q.f) from u q where q.ok = {bool})"],
    ["text", "(select min(q.v) from u q where q.d = {date})"],
    ["text", "(select max(q.v || {text}) from u q where q.n = {int})"],
    ["double", "(select avg(q.x) from u q where q.id <> {int})"],
  ]
  const conditions = [
    "exists (select 1 from u q where q.s = {text} and q.n <> {int})",
    "not exists (select 1 from u q where q.v = {text} or q.d = {date})",
    "exists (select 1 from u q where upper(q.s) = upper({text}) and q.e < {decimal})",
    "{int} in (select q.n from u q where q.ok = {bool})",
    "{text} in (select q.v from u q where q.id <> {int})",
    "{decimal} > (select avg(q.e) from u q where q.c = {text})",
    "{decimal} in (select q.f from u q)",
  ]
  const [kind, form] = random.pick(scalars)
  const item = random.chance(0.6)
    ? filled(form, kind, from.visible, 2, random)
    : expression(random.pick(valueKinds), from.visible, 2, random)
  const asked = filled(random.pick(conditions), "bool", from.visible, 2, random)
  return {
    kind: "query",
    parts: ["select ", list([item]), " from ", from.from, clause("where", [" where ", asked])],
  }
}

/** Common table expressions, of which one reads another. */
function ctes(random: Random): Term {
  const from = source(random)
  const kinds = anyKinds(random)
  const first = select(selected(kinds, from, random), from, random)
  const ofFirst: Source = { from: { kind: "from", parts: ["first"] }, visible: named(kinds), id: "" }
  const next = anyKinds(random)
  const second = random.chance(0.5)
    ? select(selected(next, ofFirst, random), ofFirst, random)
    : {
        kind: "query",
        parts: ["select distinct ", list(selected(next, ofFirst, random)), " from first"],
      }
  const ofSecond: Source = { from: { kind: "from", parts: ["second"] }, visible: named(next), id: "" }
  const items = random.chance(0.5) ? [some(ofSecond, random)] : selected(anyKinds(random), ofSecond, random)
  return {
    kind: "query",
    parts: ["with first as (", first, "), second as (", second, ") ", select(items, ofSecond, random)],
  }
}

function named(kinds: readonly ValueKind[]): readonly Visible[] {
  return kinds.map((kind, index) => ({ kind, sql: `c${index + 1}` }))
}

/** A join with a grouped query, by `using` or `on`, and joins of three tables. */
function joined(random: Random): Term {
  const key = random.pick(["n", "s", "v", "c", "d", "e", "ok"])
  const join = random.pick(["join", "left join", "full join", "right join"])
  const from = random.pick([
    `t ${join} (select ${key}, count(*) as many, max(x) as most from u group by ${key}) g using (${key})`,
    `t ${join} (select ${key}, sum(e) as most, min(n) as many from u group by 1) g using (${key})`,
  ])
  const kind =
    { n: "int", s: "text", v: "text", c: "text", d: "date", e: "decimal", ok: "bool" }[key] ?? "int"
  const visible: readonly Visible[] = [
    { kind: kind as ValueKind, sql: key },
    { kind: "int", sql: "many" },
    { kind: "int", sql: "id" },
    { kind: "text", sql: "t.s" },
    { kind: "timestamp", sql: "ts" },
  ]
  const joins: Source = { from: { kind: "from", parts: [from] }, visible, id: "" }
  return select(selected(anyKinds(random), joins, random), joins, random)
}

/** Items that read the ones before by their names. */
function aliases(random: Random): Term {
  const from = source(random)
  const kinds = anyKinds(random)
  const items = selected(kinds, from, random)
  const later = kinds.map((kind, index): Visible => ({ kind, sql: `c${index + 1}` }))
  const last = expression(random.pick(valueKinds), later, 2, random)
  return select([...items, last], from, random)
}

/** Window functions over groups. */
function overGroups(random: Random): Term {
  const from = source(random)
  const key = expression(random.pick(valueKinds), from.visible, 2, random)
  const over = random.pick([
    "sum(sum({decimal})) over ()",
    "count(*) over ()",
    "max(count(*)) over (partition by bool_or({bool}))",
    "rank() over (order by sum({int}) desc)",
    "ratio_to_report(count(*)) over ()",
    "dense_rank() over (order by count(*), max({text}))",
  ])
  return select([key, filled(over, "any", from.visible, 2, random)], from, random, [" group by 1"])
}

/** The latest row of each, in an order of everything that is shown. */
function latest(random: Random): Term {
  const from = source(random)
  const by = random.pick(from.visible).sql
  const rest = random.chance(0.5)
    ? clause("qualify", [` qualify row_number() over (partition by ${by} order by ${from.id}) = 1`])
    : clause("qualify", [` qualify count(*) over (partition by ${by}) > 1`])
  return select(selected(anyKinds(random), from, random), from, random, [
    rest,
    order(from.id, random.chance(0.3) ? 3 : 0),
  ])
}
