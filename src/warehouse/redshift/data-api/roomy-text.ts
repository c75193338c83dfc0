import { type ColumnDefinitionNode, DataTypeNode } from "kysely"

/** To Redshift `text` and a bare `varchar` are 256 bytes; what is declared so is to hold any text. */
export function roomyText(node: ColumnDefinitionNode): ColumnDefinitionNode {
  const { dataType } = node
  const isText = DataTypeNode.is(dataType) && /^(text|varchar)$/.test(dataType.dataType)
  return isText ? { ...node, dataType: DataTypeNode.create("varchar(65535)") } : node
}
