import { expect, it } from "vitest"
import { relationNames } from "./relation-names.ts"

it.each([
  ["select 1", []],
  ["select * from a.b", ["a.b"]],
  ['select * from "A"."b c" x', ["a.b c"]],
  ["select * from a, b.c d, (select * from e) f left join g on a.x = g.x, h", ["a", "b.c", "e", "g", "h"]],
  ["select extract(year from a.b) from c", ["c"]],
  ["select trim(both from x) from c where x is distinct from y", ["c"]],
  ["with a as (select * from b) select * from a join s.a on true", ["b", "s.a"]],
  ["with a (x, y) as (select 1, 2) select * from a", []],
  ["insert into t select * from v", ["v"]],
  ["delete from t using u where t.id = u.id", ["t", "u"]],
  ["update t set x = v.x from v where v.id = t.id", ["v"]],
  ["merge into t using s.v as n on t.id = n.id when matched then delete", ["s.v"]],
  ["select * from a join b using (id) order by x, y", ["a", "b"]],
  ["select (select max(x) from v) from (a join b on true)", ["v", "a", "b"]],
  ["select * from generate_series(1, 2)", []],
  ["select 'from x' -- from y\nfrom z", ["z"]],
  ["select a from b union all select c from d", ["b", "d"]],
])("the relations of %s", (sql, expected) => {
  expect(relationNames(sql).map(({ parts }) => parts.join("."))).toEqual(expected)
})

it("knows whether an alias follows", () => {
  const names = relationNames("select * from a x, b as y, c join d on true where e")
  expect(names.map(({ aliased }) => aliased)).toEqual([true, true, false, false])
})
