const own = "database_name = current_database() and not internal"

/** DuckDB keeps no id of a table: its columns tell it from another of its name, and of a view its text does. */
export const duckDbObjectIds = `select
  schema_name || '.' || table_name as relation,
  md5(string_agg(column_name || ' ' || data_type, ', ' order by column_index)) as object_id
from duckdb_columns()
where ${own}
  and (schema_name, table_name) not in (select (schema_name, view_name) from duckdb_views() where ${own})
group by schema_name, table_name
union all
select schema_name || '.' || view_name, md5(sql)
from duckdb_views()
where ${own}`

export const duckDbViews = `select schema_name, view_name as name, sql as definition
from duckdb_views()
where ${own}`
