import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { bookkeeping } from "./bootstrap.ts"
import { byteConstraint, columnType } from "./column-type.ts"
import { atomically, type Connection, EngineError, nothing, type Result, rowsOf } from "./connection.ts"
import { createTableAs } from "./create-table-as.ts"
import { expressionForPostgres } from "./for-postgres.ts"
import { encoding, record, recorded, type TableAttributes, tableAttribute } from "./table-attributes.ts"
import { end, names, relation, textUntil, word } from "./words.ts"

interface Like {
  readonly table: string
  readonly defaults: boolean
}

interface Definition {
  readonly columns: string[]
  /** Primary, foreign and unique keys, which Redshift knows and does not enforce. */
  readonly keys: string[]
  readonly likes: Like[]
  readonly attributes: TableAttributes
}

/**
 * `create table` in its three forms: columns, `like`, and `as` a query.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_TABLE_NEW.html
 */
export async function createTable(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("create")
  cursor.take("local")
  const temporary = cursor.take("temp") || cursor.take("temporary")
  cursor.expect("table")
  const unlessExists = cursor.take("if", "not", "exists")
  const marked = cursor.take("#")
  const name = relation(cursor)
  const what = { name, temporary: temporary || marked, unlessExists }
  if (unlessExists && (await exists(connection, name))) return nothing
  const definition: Definition = { columns: [], keys: [], likes: [], attributes: { encodings: new Map() } }
  if (cursor.is("(") && !isQueryInParentheses(cursor)) {
    cursor.next()
    if (isColumnList(cursor)) {
      cursor.rewind(cursor.position - 1)
      return createTableAs(cursor, connection, what, names(cursor))
    }
    cursor.list(() => item(cursor, definition))
    cursor.expect(")")
    while (tableAttribute(cursor, definition.attributes, "columns"));
    end(cursor)
    return create(connection, what, definition)
  }
  return createTableAs(cursor, connection, what, undefined)
}

/** `create table t (a, b) as select`: names without types. */
function isColumnList(cursor: Cursor): boolean {
  const after = cursor.peek(1)
  return cursor.isName() && (after.text === "," || after.text === ")") && after.kind === "symbol"
}

function isQueryInParentheses(cursor: Cursor): boolean {
  return cursor.peek(1).text === "select" || cursor.peek(1).text === "with"
}

async function create(
  connection: Connection,
  { name, temporary }: { readonly name: string; readonly temporary: boolean },
  { columns, keys, likes, attributes }: Definition,
): Promise<Result> {
  const copied = likes.map(
    ({ table, defaults }) => `like ${table} including constraints${defaults ? " including defaults" : ""}`,
  )
  await atomically(connection, async () => {
    await connection.query(
      `create ${temporary ? "temporary " : ""}table ${name} (\n  ${[...columns, ...copied].join(",\n  ")}\n)`,
    )
    for (const { table } of likes) Object.assign(attributes, await recorded(connection, table))
    await record(connection, name, attributes)
    for (const key of keys)
      await connection.query(
        `insert into ${bookkeeping}.table_constraints (id, definition) values ($1::regclass, $2)`,
        [name, key],
      )
  })
  return nothing
}

async function exists(connection: Connection, name: string): Promise<boolean> {
  const [row] = await rowsOf(connection, "select to_regclass($1)::text as found", [name])
  return row?.["found"] != null
}

const constraintStarts = ["constraint", "primary", "foreign", "unique"]

function item(cursor: Cursor, definition: Definition): void {
  if (cursor.take("like")) definition.likes.push(like(cursor))
  else if (cursor.isAny(constraintStarts)) definition.keys.push(keyText(cursor))
  else {
    const { name } = cursor.name(true)
    const { sql, keys } = columnDefinition(cursor, name, definition.attributes)
    definition.columns.push(sql)
    definition.keys.push(...keys)
  }
}

function like(cursor: Cursor): Like {
  const table = relation(cursor)
  const defaults = cursor.take("including", "defaults")
  if (!defaults) cursor.take("excluding", "defaults")
  return { table, defaults }
}

function keyText(cursor: Cursor): string {
  if (cursor.is("check")) throw new EngineError("CHECK constraints are not supported")
  return textUntil(cursor, [","])
}

const afterDefault = [
  ..."identity generated encode distkey sortkey collate not null unique primary references".split(" "),
  ",",
]

/** What follows a column's name: Postgres' definition of it, and the keys that Redshift only knows. */
export function columnDefinition(
  cursor: Cursor,
  name: string,
  attributes: TableAttributes,
): {
  readonly sql: string
  readonly keys: readonly string[]
  readonly required: boolean
  hasDefault: boolean
} {
  const type = columnType(cursor)
  const parts = [quoted(name), type.sql]
  const keys: string[] = []
  let required = false
  let hasDefault = false
  for (;;) {
    if (cursor.take("default")) {
      hasDefault = true
      parts.push(`default ${expressionForPostgres(textUntil(cursor, afterDefault))}`)
    } else if (cursor.take("identity")) parts.push(identity(cursor, "always"))
    else if (cursor.take("generated")) {
      cursor.expect("by")
      cursor.expect("default")
      cursor.expect("as")
      cursor.expect("identity")
      parts.push(identity(cursor, "by default"))
    } else if (cursor.take("encode")) attributes.encodings.set(name, encoding(cursor))
    else if (cursor.take("distkey")) attributes.distkey = name
    else if (cursor.take("sortkey")) Object.assign(attributes, { sortstyle: "compound", sortkey: [name] })
    else if (cursor.take("collate")) {
      const collation = word(cursor)
      if (collation !== "case_sensitive" && collation !== "cs")
        throw new EngineError(`the collation ${collation} is not known to this server`)
    } else if (cursor.take("not")) {
      cursor.expect("null")
      required = true
    } else if (cursor.take("null")) continue
    else if (cursor.take("unique")) keys.push(`unique (${quoted(name)})`)
    else if (cursor.take("primary")) {
      cursor.expect("key")
      required = true
      keys.push(`primary key (${quoted(name)})`)
    } else if (cursor.take("references")) {
      const table = relation(cursor)
      const columns = cursor.is("(") ? ` (${names(cursor).map(quoted).join(", ")})` : ""
      keys.push(`foreign key (${quoted(name)}) references ${table}${columns}`)
    } else break
  }
  if (required) parts.push("not null")
  if (type.bytes !== undefined) parts.push(byteConstraint(name, type.bytes))
  return { sql: parts.join(" "), keys, required, hasDefault }
}

function identity(cursor: Cursor, how: string): string {
  cursor.expect("(")
  const seed = textUntil(cursor, [","])
  cursor.expect(",")
  const step = textUntil(cursor, [])
  cursor.expect(")")
  const limits =
    Number(step) < 0
      ? "minvalue -9223372036854775808 maxvalue 9223372036854775807 "
      : "minvalue -9223372036854775808 "
  return `generated ${how} as identity (${limits}start with ${seed} increment by ${step})`
}
