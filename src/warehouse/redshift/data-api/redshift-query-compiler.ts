import { type ColumnDefinitionNode, PostgresQueryCompiler } from "kysely"
import { inlined } from "./parameters.ts"
import { roomyText } from "./roomy-text.ts"

/** Postgres' quoting, parameters by name, and what the service takes no parameter for written out. */
export class RedshiftQueryCompiler extends PostgresQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return `:p${this.numParameters}`
  }

  protected override visitColumnDefinition(node: ColumnDefinitionNode): void {
    super.visitColumnDefinition(roomyText(node))
  }

  protected override appendValue(value: unknown): void {
    const literal = inlined(value)
    if (literal === undefined) super.appendValue(value)
    else this.append(literal)
  }
}
