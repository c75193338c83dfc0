/**
 * The views of what ran, as tables that the server writes. Columns as in
 * https://docs.aws.amazon.com/redshift/latest/dg/serverless_views-monitoring.html and the page of each view.
 */
export const systemViews = `
create unlogged table pg_catalog.sys_query_history (
  user_id int, query_id bigint, query_label varchar, transaction_id bigint, session_id int, database_name varchar,
  query_type varchar, status varchar, result_cache_hit boolean, start_time timestamp, end_time timestamp,
  elapsed_time bigint, queue_time bigint, execution_time bigint, error_message varchar, returned_rows bigint,
  returned_bytes bigint, query_text varchar, redshift_version varchar, usage_limit varchar, compute_type varchar,
  compile_time bigint, planning_time bigint, lock_wait_time bigint, service_class_id int, service_class_name varchar,
  query_priority varchar, short_query_accelerated varchar
);
create index on pg_catalog.sys_query_history (query_id);
create unlogged table pg_catalog.sys_query_detail (
  user_id int, query_id bigint, child_query_sequence int, stream_id int, segment_id int, step_id int,
  step_name text, table_id int, table_name varchar, is_rrscan varchar, start_time timestamp, end_time timestamp,
  duration bigint, alert varchar, input_bytes bigint, input_rows bigint, output_bytes bigint, output_rows bigint,
  blocks_read bigint, blocks_write bigint, local_read_io bigint, remote_read_io bigint, source varchar,
  data_skewness int, time_skewness int, is_active varchar, spilled_block_local_disk bigint,
  spilled_block_remote_disk bigint, step_attribute varchar
);
create index on pg_catalog.sys_query_detail (query_id);
create unlogged table pg_catalog.sys_load_history (
  user_id int, query_id bigint, transaction_id bigint, session_id int, database_name text, status text,
  table_name text, start_time timestamp, end_time timestamp, duration bigint, data_source text, file_format text,
  loaded_rows bigint, loaded_bytes bigint, source_file_count int, source_file_bytes bigint, file_count_scanned int,
  file_bytes_scanned bigint, error_count bigint
);
create unlogged table pg_catalog.sys_load_detail (
  user_id int, query_id bigint, file_name text, bytes_scanned int, lines_scanned int, splits_scanned int,
  record_time timestamp, start_time timestamp, end_time timestamp
);
create unlogged table pg_catalog.stand_in_load_error (
  user_id int, query_id bigint, transaction_id bigint, session_id int, database_name varchar, table_id int,
  start_time timestamp, line_number bigint, file_name varchar, column_name varchar, column_type varchar,
  column_length varchar, position int, error_code int, error_message varchar, raw_line varchar, raw_field_value varchar
);
create unlogged table pg_catalog.sys_unload_history (
  user_id int, query_id bigint, transaction_id bigint, session_id int, database_name text, status text,
  start_time timestamp, end_time timestamp, duration bigint, file_format text, compression_type text,
  unloaded_location text, unloaded_rows bigint, unloaded_files_count bigint, unloaded_files_size bigint,
  error_message text
);
create unlogged table pg_catalog.sys_unload_detail (
  user_id int, query_id bigint, transaction_id bigint, session_id int, database_name text, file_name text,
  start_time timestamp, end_time timestamp, duration bigint, line_count bigint, transfer_size bigint, file_format text
);
create view pg_catalog.sys_load_error_detail as
  select user_id, query_id, transaction_id, session_id, database_name::char(64) as database_name, table_id, start_time,
    file_name::char(256) as file_name, line_number, column_name::char(127) as column_name,
    column_type::char(10) as column_type, column_length::char(10) as column_length, position, error_code,
    error_message::char(512) as error_message
  from pg_catalog.stand_in_load_error;
create view pg_catalog.stl_load_errors as
  select user_id as userid, 0 as slice, table_id as tbl, start_time as starttime, session_id as session,
    query_id::int as query, file_name::char(256) as filename, line_number, column_name::char(127) as colname,
    column_type::char(10) as type, column_length::char(10) as col_length, position, raw_line::char(1024) as raw_line,
    raw_field_value::char(1024) as raw_field_value, error_code as err_code, error_message::char(100) as err_reason,
    0 as is_partial, 0 as start_offset
  from pg_catalog.stand_in_load_error;
create view pg_catalog.stl_load_commits as
  select user_id as userid, query_id::int as query, 0 as slice, ''::char(256) as name, file_name::char(256) as filename,
    0 as byte_offset, lines_scanned, 0 as errors, record_time as curtime, 1 as status, 'auto'::char(16) as file_format
  from pg_catalog.sys_load_detail;
create view pg_catalog.stl_query as
  select user_id as userid, query_id::int as query, query_label::char(320) as label, transaction_id as xid,
    session_id as pid, database_name::char(32) as database, query_text::char(4000) as querytxt,
    start_time as starttime, end_time as endtime, (status <> 'success')::int as aborted
  from pg_catalog.sys_query_history;
create table pg_catalog.stl_tr_conflict (
  xact_id bigint, process_id int, xact_start_ts timestamp, abort_time timestamp, table_id int
);
`
