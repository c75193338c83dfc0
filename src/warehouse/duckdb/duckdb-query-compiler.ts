import { PostgresQueryCompiler } from "kysely"

/** DuckDB takes Postgres' quoting and numbered parameters. */
export class DuckDbQueryCompiler extends PostgresQueryCompiler {}
