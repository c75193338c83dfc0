/** SQL with what Redshift refuses in it marked, the code, and the page of the guide that says so. */
export type RefusedCase = readonly [marked: string, code: string, page: string]

const list = (code: string, page: string, ...sqls: readonly string[]): readonly RefusedCase[] =>
  sqls.map((sql): RefusedCase => [sql, code, page])

const leader = "c_SQL_functions_leader_node_only"
const types = "c_unsupported-postgresql-datatypes"
const conversions = "c_Supported_data_types"
const features = "c_unsupported-postgresql-features"
const correlated = "r_correlated_subqueries"

export const refusedCases: readonly RefusedCase[] = [
  ...list(
    "LUX-3300",
    "c_Window_functions",
    "select <<sum(amount) over (partition by status order by id)>> from orders",
    "select <<avg(amount) over (order by id)>> from orders",
    "select <<count(*) over (order by id)>> from orders",
    "select <<last_value(amount) over (partition by status order by id)>> from orders",
    "select <<first_value(amount) over (order by id desc)>> from orders",
    "select <<nth_value(amount, 2) over (order by id)>> from orders",
    "select <<sum(amount) over (order by id range between unbounded preceding and current row)>> from orders",
  ),
  ...list("LUX-3300", "r_WF_COUNT", "select <<count(distinct status) over (partition by id)>> from orders"),
  ...list("LUX-3300", "r_WF_COUNT", "select <<sum(distinct amount) over ()>> from orders"),
  ...list("LUX-3300", "r_WF_MEDIAN", "select <<median(amount) over (order by id)>> from orders"),
  ...list(
    "LUX-3300",
    "r_WF_LISTAGG",
    "select <<listagg(status, ',') within group (order by id) over (partition by id order by id)>> from orders",
  ),
  ...list(
    "LUX-3300",
    "r_WF_RATIO_TO_REPORT",
    "select <<ratio_to_report(amount) over (order by id)>> from orders",
  ),
  ...list(
    "LUX-3300",
    "r_WF_PERCENTILE_CONT",
    "select <<percentile_cont(0.5) within group (order by id) over (order by id)>> from orders",
  ),
  ...list(
    "LUX-3300",
    "r_WF_PERCENTILE_DISC",
    "select <<percentile_disc(0.5) within group (order by id) over (order by id)>> from orders",
  ),
  ...list(
    "LUX-3301",
    "r_LISTAGG",
    "select listagg(status, ',') within group (order by id), <<median(amount)>> from orders",
    "select listagg(status) within group (order by id), <<listagg(status) within group (order by amount)>> from orders",
    "select <<listagg(status, status)>> from orders",
    "select listagg(status) within group (order by id), <<count(distinct customer_id)>> from orders",
    "select median(amount), <<sum(distinct id)>> from orders",
  ),
  ...list(
    "LUX-3301",
    "r_MEDIAN",
    "select percentile_cont(0.6) within group (order by id), <<median(amount)>> from orders",
    "select median(amount), <<median(id)>> from orders",
    "select <<median(status)>> from orders",
    "select <<median(id > 1)>> from orders",
  ),
  ...list(
    "LUX-3301",
    "r_PERCENTILE_CONT",
    "select median(amount), <<percentile_cont(0.6) within group (order by id)>> from orders",
    "select <<percentile_cont(1.5) within group (order by id)>> from orders",
    "select <<percentile_disc(-0.5) within group (order by id)>> from orders",
    "select <<percentile_cont(0.5) within group (order by status)>> from orders",
  ),
  ...list("LUX-3301", "r_BIT_AND", "select <<bit_and(amount)>> from orders"),
  ...list("LUX-3301", "r_BIT_OR", "select <<bit_or(created_at)>> from orders"),
  ...list("LUX-3301", "r_MAX", "select <<max(amount > 1)>> from orders"),
  ...list("LUX-3301", "r_MIN", "select <<min(amount > 1) over (partition by created_at)>> from orders"),
  ...list("LUX-3301", "r_BOOL_AND", "select <<bool_and(amount)>> from orders"),
  ...list("LUX-3301", "r_BOOL_OR", "select <<bool_or(created_at)>> from orders"),
  ...list("LUX-3301", "r_COUNT", "select <<approximate count(id)>> from orders"),
  ...list(
    "LUX-3302",
    leader,
    ..."current_schema() now() current_timestamp localtime age(created_at) isfinite(created_at) current_schemas(true) factorial(3) set_byte(status,1,1) get_byte(status,1) to_ascii(status) has_table_privilege('t','select') has_schema_privilege('s','usage') has_database_privilege('d','create')"
      .split(" ")
      .map(
        (call) => `select <<${call.split("(")[0]}>>${call.slice(call.split("(")[0]?.length)}, id from orders`,
      ),
  ),
  ...list(
    "LUX-3303",
    "JSON_EXTRACT_PATH_TEXT",
    "select <<json_extract_path_text(status, 'a', 'b', 'c', 'd', 'e', 'f')>> from orders",
    "select <<json_extract_path_text(payload, 'a')>> from orders",
  ),
  ...list("LUX-3303", "JSON_ARRAY_LENGTH", "select <<json_array_length(payload)>> from orders"),
  ...list("LUX-3303", "IS_VALID_JSON", "select <<is_valid_json(payload)>> from orders"),
  ...list("LUX-3303", "SPLIT_PART", "select <<split_part(status, '-', 0)>> from orders"),
  ...list("LUX-3303", "r_SUBSTRING", "select <<substring(status, 1, -1)>> from orders"),
  ...list("LUX-3303", "r_STRTOL", "select <<strtol(status, 40)>> from orders"),
  ...list("LUX-3303", "REGEXP_SUBSTR", "select <<regexp_substr(status, 'a(?=b)')>> from orders"),
  ...list("LUX-3303", "REGEXP_REPLACE", "select <<regexp_replace(status, '(?<!a)b', '')>> from orders"),
  ...list(
    "LUX-3304",
    types,
    ..."uuid json jsonb xml hstore money bytea inet cidr macaddr"
      .split(" ")
      .map((type) => `select status::<<${type}>> as x from orders`),
  ),
  ...list(
    "LUX-3304",
    "r_Character_types",
    "select status::<<varchar(70000)>> as x from orders",
    "select status::<<char(5000)>> as x from orders",
    "select status::<<varchar(0)>> as x from orders",
  ),
  ...list(
    "LUX-3304",
    "r_Numeric_types201",
    "select id::<<decimal(39,2)>> as x from orders",
    "select id::<<decimal(10,12)>> as x from orders",
  ),
  ...list(
    "LUX-3305",
    conversions,
    "select <<(id > 1)::varchar(5)>> as x from orders",
    "select <<(id > 1)::decimal(5,1)>> as x from orders",
    "select <<amount::boolean>> as x from orders",
    "select <<created_at::int>> as x from orders",
    "select id from orders where <<(id > 1) = 1>>",
    "select id from orders where <<created_at > 20240101>>",
    "select id from orders where <<created_at = (id > 1)>>",
  ),
  ...list(
    "LUX-3306",
    "r_UNION",
    "select id from orders <<intersect>> all select id from customers",
    "select id from orders <<except>> all select id from customers",
    "select id from orders <<minus>> all select id from customers",
  ),
  ...list("LUX-3306", features, "select a from (<<values (1), (2)>>) as t (a)"),
  ...list("LUX-3306", features, "with t (a) as (<<values (1), (2)>>) select a from t"),
  ...list("LUX-3306", features, "select <<id as oid>> from orders", "select <<id as ctid>> from orders"),
  ...list("LUX-3306", "r_QUALIFY_clause", "select id from orders o qualify <<id = 1>>"),
  ...list("LUX-3306", "r_ORDER_BY_clause", "select distinct status from orders order by <<amount * 2>>"),
  ...list("LUX-3306", "r_ORDER_BY_clause", "select distinct status from orders order by <<id>>"),
  ...list(
    "LUX-3306",
    "r_WITH_clause",
    "with recursive <<n>> as (select 1 as i union all select i + 1 from n where i < 3) select i from n",
    "with recursive n (i) as (select 1 <<union>> select i + 1 from n where i < 3) select i from n",
  ),
  ...list(
    "LUX-3307",
    correlated,
    "select name from customers where not exists (select 1 from orders where not exists (select 1 from customers c where <<customers.id>> = c.parent_id))",
    "select id from orders o where amount not in (select sum(c.id) over () from customers c where <<o.customer_id>> = c.id)",
    "select o.id from orders o left join customers c on c.id = o.customer_id and c.id = (<<select max(x.id) from customers x where x.parent_id = c.id>>)",
    "select o.id, (select count(*) from customers c where c.id = o.customer_id) as n from orders o group by <<n>>, o.id, o.customer_id",
    "select id from orders where customer_id in (<<select sum(id) from customers where amount > 4 group by parent_id>>)",
  ),
]

/** Queries beside those that Redshift takes. */
export const taken: readonly string[] = [
  "select sum(amount) over (partition by status order by id rows unbounded preceding) from orders",
  "select sum(amount) over (partition by status), row_number() over (order by id), lag(amount) over (order by id) from orders",
  "select listagg(status, ',') within group (order by id), listagg(status, '-') within group (order by orders.id asc) from orders",
  "select median(amount), percentile_cont(0.5) within group (order by amount) from orders",
  "select now()",
  "select listagg(distinct status), count(id) from orders",
  "select getbit(to_varbyte(status, 'utf8'), 1) from orders",
  "select getdate(), id from orders",
  "select json_extract_path_text(status, 'a', 'b', 'c', 'd', 'e', true) from orders",
  "select regexp_substr(status, 'a(?=b)', 1, 1, 'p') from orders",
  "select status::varchar(65535), id::decimal(38,37), (id > 1)::int from orders",
  "select id from orders where id = 1.5 and created_at = '2024-01-01' and (id > 1) = true",
  "select distinct status, id from orders o order by o.id, 1",
  "select id from orders where status in (select c.name from customers c where c.id = orders.customer_id)",
  "select o.id from orders o join customers c on c.id = o.customer_id and c.id = (select max(x.id) from customers x where x.parent_id = c.id)",
  "select o.id from orders o join customers c on c.id = o.customer_id left join customers d on d.id in (select x.id from customers x)",
  "select id from orders where exists (select 1 from (select c.id from customers c) q where q.id = orders.id)",
  "with recursive a as (select id from orders), n (i) as (select 1 union all select i + 1 from n where i < 3) select i from n",
  "select id from orders o qualify row_number() over (partition by status order by id) = 1",
]
