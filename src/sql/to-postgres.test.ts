import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { type PostgresUnderTest, postgresWith } from "../dev/redshift/redshift-on-postgres.testkit.ts"
import { conformanceSetup } from "./conformance/setup.testkit.ts"
import { SqlRefusal, SqlRefusals, translate } from "./translate.ts"

const columns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  t: { i: "int", b: "bigint", d: "decimal(10,2)", s: "varchar", ts: "timestamp", j: "super" },
}

function onPostgres(sql: string): string {
  return translate(sql, { from: "redshift", to: "postgres", columnTypes: (relation) => columns[relation] })
    .sql
}

describe("the text for Postgres", () => {
  test.each([
    ["select a, b from s.x where c = 'd' -- e", "select a, b from s.x where _lux.key(c) = 'd' -- e"],
    ["select nvl(a, 0) from x", "select coalesce(a, 0) as coalesce from x"],
    ["select a value from x", "select a as value from x"],
    ["select i as lateral, s variadic from t", 'select i as "lateral", s as "variadic" from t'],
    ["select top 3 i from t", "select  i from t limit 3"],
    ["select dateadd(week, -2, ts) as x from t", "select (ts + interval '-2 week') as x from t"],
    ["select i as x,\n  x + 1 as y\nfrom t", "select i as x,\n  (i) + 1 as y\nfrom t"],
    [
      "select upper(a) as a, a || 'x' as b from s.unknown",
      "select _lux.upper(_lux.text(a)) as a, _lux.text(a) || 'x' as b from s.unknown",
    ],
    ["select i as x from t where x > 1", "select i as x from t where x > 1"],
    ["select * exclude (d, j, ts) from t", "select i, b, s from t"],
    [
      "with x as (select i from t qualify rank() over (order by i) = 1) select i from x",
      'with x as (select i from (select i as "i", rank() over (order by i) = 1 as lux_keep from t ) as lux_rows where lux_keep) select i from x',
    ],
    [
      "insert into x (a) select nvl(i, 0) from t",
      "insert into x (a) select coalesce(i, 0) as coalesce from t",
    ],
    ["update x set a = nvl(b, 1) where c is null", "update x set a = coalesce(b, 1) where c is null"],
    ["delete from x using t where x.a = nvl(t.i, 0)", "delete from x using t where x.a = coalesce(t.i, 0)"],
    ["create table x as select len(s) as n from t", "create table x as select length(s) as n from t"],
  ])("%s", (sql, expected) => {
    expect(onPostgres(sql)).toBe(expected)
  })
})

describe("what is refused", () => {
  test.each([
    ["select checksum('a')", 'the function "checksum" cannot be translated from Redshift to Postgres'],
    [
      "select a as x, x + 1 from s.unknown",
      '"x", an alias of this list or a column cannot be translated from Redshift to Postgres',
    ],
    [
      "select * exclude a from s.unknown",
      "a star over columns that are not known cannot be translated from Redshift to Postgres",
    ],
    [
      "select * exclude a from (select 1 as a, 2, 3 as b) x",
      "a star over a column without a name of its own cannot be translated from Redshift to Postgres",
    ],
    [
      "select * exclude b from (select x.i, y.i, 1 as b from t x, t y) z",
      "a star over a column without a name of its own cannot be translated from Redshift to Postgres",
    ],
    [
      "select * from (select 'x' as k, 1 as a, 2) z pivot (sum(a) for k in ('x'))",
      '"pivot" of columns that are not known cannot be translated from Redshift to Postgres',
    ],
    [
      "select * from s.unknown qualify rank() over (order by a) = 1",
      "a star over columns that are not known cannot be translated from Redshift to Postgres",
    ],
    [
      "select * from s.unknown pivot (sum(a) for k in ('x'))",
      '"pivot" of columns that are not known cannot be translated from Redshift to Postgres',
    ],
    [
      "select lag(i, 2) ignore nulls over (order by i) from t",
      '"lag" with "ignore nulls" in this form cannot be translated from Redshift to Postgres',
    ],
    [
      "select listagg(distinct s) within group (order by i) from t",
      '"listagg" of distinct values in another order cannot be translated from Redshift to Postgres',
    ],
    [
      "select datediff(epoch, ts, ts) from t",
      'the date part "epoch" here cannot be translated from Redshift to Postgres',
    ],
    ["select 'a\\nb'", "a single backslash in a string cannot be translated from Redshift to Postgres"],
    [
      "select i from t where j.a + 1 > 1",
      "a SUPER value without a cast cannot be translated from Redshift to Postgres",
    ],
  ])("%s", (sql, message) => {
    expect(() => onPostgres(sql)).toThrow(SqlRefusal)
    expect(() => onPostgres(sql)).toThrow(message)
  })

  test("several at once are told together", () => {
    expect(() => onPostgres("select checksum('a'), bpcharcmp('a', 'b')")).toThrow(SqlRefusals)
  })
})

describe("queries that Postgres cannot write as they are", () => {
  let postgres: PostgresUnderTest
  beforeAll(async () => {
    postgres = await postgresWith(conformanceSetup)
  }, 60_000)
  afterAll(() => postgres?.stop())

  test.each<[sql: string, ...row: (string | null)[]]>([
    ["select * from u qualify row_number() over (order by id desc) = 1", "3", "Cy", "2"],
    [
      "select u.*, t.s from u join t on t.i = u.id qualify row_number() over (order by u.id desc) = 1",
      "2",
      "Bob",
      "1",
      "open",
    ],
    ["select name from u qualify row_number() over (order by id) <= 2 order by id desc", "Bob"],
    ["select name as n, row_number() over (order by id desc) as place from u qualify place = 2", "Bob", "2"],
    ["select distinct s from t where s is not null qualify rank() over (order by s) = 1", "open"],
    ["select i, i from t qualify rank() over (order by i desc) = 1", "7", "7"],
    ["select s, max(i) as most from t group by s qualify rank() over (order by most desc) = 1", null, "7"],
    ["select 1 + 1, count(*) from t qualify count(*) > 3", "2", "4"],
    ["select t.i as x, x * 2 as y from t, (select i as z from t) as o where o.z = t.i order by 1", "1", "2"],
    [
      "select * exclude (name) from u join (select i as k from t) on k = id order by id limit 1",
      "1",
      null,
      "1",
    ],
    [
      "select * exclude (name, parent) from (u join (select i as id, i as w from t) x using (id)) join (select i as w, i + 1 as id from t) y using (w) order by 1",
      "1",
      "1",
      "2",
    ],
    [
      "select * from (select 'k' as s, 1 as v union all select 'l', 2) pivot (max(v) for s in ('k', 'l'))",
      "1",
      "2",
    ],
    [
      "select * from (select s, b, i from t where b is not null) pivot (max(i) for s in ('paid', 'open')) as p (b, x, y) order by b",
      "10",
      "1",
      "2",
    ],
    [
      "select k, val from (select i, b::int as b from t where i < 3) unpivot include nulls (val for k in (i, b)) order by 1, 2 limit 1",
      "b",
      "10",
    ],
    ["select lead(s) ignore nulls over (partition by b order by i) from t where i < 3 order by i", "open"],
    [
      'select e.x::int, n from (select json_parse(\'[{"x":1},{"x":2}]\') as a) o, o.a as e at n order by n desc',
      "2",
      "1",
    ],
    [
      "select listagg(name, '+') within group (order by id desc) over (), median(id) over () from u",
      "Cy+Bob+Ann",
      "2",
    ],
    // https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_COUNT.html and its neighbours
    [
      "select regexp_count('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 'p'), regexp_instr('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 2, 0, 'ip')",
      "2",
      "15",
    ],
    [
      "select regexp_substr('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', 1, 2, 'p'), regexp_replace('passwd7 plain A1234 a1234', '(?=[^ ]*[a-z])(?=[^ ]*[0-9])[^ ]+', '[hidden]', 1, 'ip')",
      "a1234",
      "[hidden] plain [hidden] [hidden]",
    ],
  ])("%s", async (sql, ...row) => {
    expect(await postgres.firstRow(sql)).toEqual(row)
  })
})
