import { LuxError, type Place } from "../errors.ts"
import type { TypedColumn } from "./statements.ts"

/** A column of a batch that is written by the embedded engine and loaded into another warehouse. */
export interface BatchColumn extends TypedColumn {
  /** The engine's own type. */
  readonly given: string
  /** The type that the engine casts it to first; undefined: it is written as it is. */
  readonly written: string | undefined
  /** True: lists or structures, which are a document elsewhere. */
  readonly isDocument: boolean
}

/** What is declared about the columns, and where. */
interface Declared {
  readonly name: string
  readonly place: Place
  readonly columns: readonly { readonly name: string; readonly dataType?: string | undefined }[]
}

/** The engine's type -> what is written, and the type that loads it without another cast. */
const types: readonly (readonly [RegExp, string | undefined, string])[] = [
  [/^BOOLEAN$/, undefined, "boolean"],
  [/^(TINYINT|UTINYINT)$/, "smallint", "smallint"],
  [/^SMALLINT$/, undefined, "smallint"],
  [/^USMALLINT$/, "integer", "integer"],
  [/^INTEGER$/, undefined, "integer"],
  [/^UINTEGER$/, "bigint", "bigint"],
  [/^BIGINT$/, undefined, "bigint"],
  // Parquet's own way with such would be a double.
  [/^(UBIGINT|HUGEINT|UHUGEINT)$/, "decimal(38, 0)", "decimal(38, 0)"],
  [/^FLOAT$/, undefined, "real"],
  [/^DOUBLE$/, undefined, "double precision"],
  [/^DATE$/, undefined, "date"],
  [/^TIMESTAMP$/, undefined, "timestamp"],
  [/^TIMESTAMP_(S|MS|NS)$/, "timestamp", "timestamp"],
  [/^TIMESTAMP WITH TIME ZONE$/, undefined, "timestamp with time zone"],
]
const decimal = /^DECIMAL\((\d+), ?(\d+)\)$/
const text = /^(VARCHAR|ENUM|UUID|TIME|JSON)/
/** A list, a structure or a map, which is made of what JSON has. */
const document = /\[\d*\]$|^(STRUCT|MAP)\(/
const declaredText = /^(varchar|character varying|char|character|bpchar|nvarchar|nchar)\s*\(/i

/**
 * How columns of a query on the embedded engine are written and loaded. A text is as long as is declared for it, else of
 * the type that holds any. Throws LUX-2652 for bytes and other types that no batch carries.
 */
export function batchColumns(
  found: readonly TypedColumn[],
  declared: Declared,
  { textType, documentType }: { readonly textType: string; readonly documentType: string },
): readonly BatchColumn[] {
  return found.map(({ name: written, type }) => {
    // The engine keeps upper case, which other warehouses fold.
    const name = written.toLowerCase()
    const known = types.find(([pattern]) => pattern.test(type))
    const isDocument = document.test(type) && !/\b(BLOB|BIT|UNION)\b/.test(type)
    if (isDocument) return { name, given: type, written: undefined, type: documentType, isDocument }
    if (known !== undefined) return { name, given: type, written: known[1], type: known[2], isDocument }
    const [, precision, scale] = decimal.exec(type) ?? []
    if (precision !== undefined)
      return { name, given: type, written: undefined, type: `decimal(${precision}, ${scale})`, isDocument }
    if (text.test(type))
      return {
        name,
        given: type,
        written: type === "VARCHAR" ? undefined : "varchar",
        type: textOf(name, declared) ?? textType,
        isDocument,
      }
    throw new LuxError(
      "LUX-2652",
      `column "${name}" of "${declared.name}" is of type ${type}, which a batch does not carry`,
      {
        place: declared.place,
        hint: "Cast it to a text, or select its parts as columns of their own.",
      },
    )
  })
}

function textOf(name: string, { columns }: Declared): string | undefined {
  const dataType = columns.find((column) => column.name.toLowerCase() === name)?.dataType
  return dataType !== undefined && declaredText.test(dataType) ? dataType : undefined
}
