import type { FieldType } from "../lake/records/field-types.ts"

/** What a declared field takes, as the runner has it, and its type in Spark. Undefined for what Spark has no type of. */
export interface FieldScript {
  readonly type: string
  readonly field: Readonly<Record<string, string | number | null>>
}

export function fieldScript(type: FieldType): FieldScript | undefined {
  const { kind } = type
  switch (kind) {
    case "integer":
      return {
        type: integerType(type),
        field: { kind, least: String(type.least), most: String(type.most) },
      }
    case "decimal":
      return {
        type: `decimal(${type.precision},${type.scale})`,
        field: { kind, precision: type.precision, scale: type.scale },
      }
    case "float":
      return { type: type.bytes === 4 ? "float" : "double", field: { kind, bytes: type.bytes } }
    case "boolean":
    case "date":
      return { type: kind, field: { kind } }
    case "timestamp":
      return { type: "timestamp_ntz", field: { kind } }
    case "timestamptz":
      return { type: "timestamp", field: { kind } }
    case "text":
      return { type: "string", field: { kind, length: type.length ?? null, unit: type.unit } }
    case "time":
    case "uuid":
    case "json":
    case "undeclared":
      return { type: "string", field: { kind } }
    case "list":
    case "object":
    case "map":
    case "other":
      return undefined
  }
}

function integerType({ least, most }: Extract<FieldType, { readonly kind: "integer" }>): string {
  for (const [type, bits] of [
    ["smallint", 16n],
    ["int", 32n],
    ["bigint", 64n],
  ] as const)
    if (least >= -(2n ** (bits - 1n)) && most < 2n ** (bits - 1n)) return type
  return "decimal(38,0)"
}
