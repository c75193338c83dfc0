import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { alterColumn } from "./alter-column.ts"
import { append } from "./append.ts"
import { bookkeeping } from "./bootstrap.ts"
import { atomically, type Connection, EngineError, nothing, type Result } from "./connection.ts"
import { columnDefinition } from "./create-table.ts"
import { diststyle, record, recorded, sortAttribute, type TableAttributes } from "./table-attributes.ts"
import { end, names, relation, rest, textUntil } from "./words.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ALTER_TABLE.html */
export async function alterTable(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("alter")
  cursor.expect("table")
  const table = relation(cursor)
  if (cursor.take("append")) return append(cursor, connection, table)
  if (cursor.take("rename")) return rename(cursor, connection, table)
  if (cursor.take("owner", "to")) return known(connection, table)
  if (cursor.take("add")) return add(cursor, connection, table)
  if (cursor.take("drop")) return drop(cursor, connection, table)
  cursor.expect("alter")
  if (isLayout(cursor)) return layout(cursor, connection, table)
  cursor.take("column")
  return alterColumn(cursor, connection, table)
}

/** Fails where there is no such table. */
async function known(connection: Connection, table: string): Promise<Result> {
  await connection.query("select $1::regclass", [table])
  return nothing
}

async function rename(cursor: Cursor, connection: Connection, table: string): Promise<Result> {
  if (cursor.take("to")) {
    const { name } = cursor.name(true)
    end(cursor)
    await connection.query(`alter table ${table} rename to ${quoted(name)}`)
    return nothing
  }
  cursor.take("column")
  const { name: from } = cursor.name(true)
  cursor.expect("to")
  const { name: to } = cursor.name(true)
  end(cursor)
  await connection.query(`alter table ${table} rename column ${quoted(from)} to ${quoted(to)}`)
  return nothing
}

async function add(cursor: Cursor, connection: Connection, table: string): Promise<Result> {
  if (cursor.isAny(["constraint", "primary", "foreign", "unique"])) {
    await connection.query(
      `insert into ${bookkeeping}.table_constraints (id, definition) values ($1::regclass, $2)`,
      [table, rest(cursor)],
    )
    return nothing
  }
  cursor.take("column")
  const { name } = cursor.name(true)
  const attributes: TableAttributes = { encodings: new Map() }
  const { sql, required, hasDefault } = columnDefinition(cursor, name, attributes)
  if (cursor.is(",")) throw new EngineError("ALTER TABLE ADD COLUMN adds one column at a time")
  end(cursor)
  if (required && !hasDefault)
    throw new EngineError(
      "ALTER TABLE ADD COLUMN defined as NOT NULL must have a non-null default expression",
    )
  if (attributes.distkey !== undefined || attributes.sortkey !== undefined)
    throw new EngineError("a column that is added cannot be a distkey or a sortkey")
  await atomically(connection, async () => {
    await connection.query(`alter table ${table} add column ${sql}`)
    const before = await recorded(connection, table)
    await record(connection, table, { ...before, encodings: attributes.encodings })
  })
  return nothing
}

async function drop(cursor: Cursor, connection: Connection, table: string): Promise<Result> {
  if (cursor.take("constraint")) {
    const constraint = textUntil(cursor, ["restrict", "cascade", ";"])
    await connection.query(
      `delete from ${bookkeeping}.table_constraints where id = $1::regclass and definition ilike $2`,
      [table, `constraint ${constraint} %`],
    )
    return nothing
  }
  cursor.take("column")
  const { name } = cursor.name(true)
  const cascade = cursor.take("cascade")
  if (!cascade) cursor.take("restrict")
  end(cursor)
  const { distkey, sortkey = [] } = await recorded(connection, table)
  if (distkey === name || sortkey.includes(name))
    throw new EngineError(`cannot drop ${distkey === name ? "distkey" : "sortkey"} column "${name}"`)
  await connection.query(`alter table ${table} drop column ${quoted(name)}${cascade ? " cascade" : ""}`)
  return nothing
}

function isLayout(cursor: Cursor): boolean {
  return cursor.isAny(["diststyle", "distkey", "sortkey", "compound", "interleaved", "encode"])
}

async function layout(cursor: Cursor, connection: Connection, table: string): Promise<Result> {
  const before = await recorded(connection, table)
  const after: TableAttributes = { ...before }
  if (cursor.take("encode")) {
    cursor.expect("auto")
    end(cursor)
    await connection.query(`delete from ${bookkeeping}.encodings where id = $1::regclass`, [table])
    return nothing
  }
  if (cursor.take("diststyle")) {
    after.diststyle = diststyle(cursor)
    delete after.distkey
    if (after.diststyle === "key") {
      cursor.expect("distkey")
      after.distkey = cursor.name(true).name
    }
  } else if (cursor.take("distkey")) {
    after.diststyle = "key"
    after.distkey = cursor.is("(") ? (names(cursor)[0] ?? "") : cursor.name(true).name
  } else {
    if (cursor.is("interleaved")) throw new EngineError("ALTER SORTKEY takes a compound sort key alone")
    sortAttribute(cursor, after)
  }
  end(cursor)
  await record(connection, table, after)
  return nothing
}
