import { PostgresQueryCompiler } from "kysely"
import { inlined } from "./parameters.ts"

/** Postgres' quoting, parameters by name, and what the service takes no parameter for written out. */
export class RedshiftQueryCompiler extends PostgresQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return `:p${this.numParameters}`
  }

  protected override appendValue(value: unknown): void {
    const literal = inlined(value)
    if (literal === undefined) super.appendValue(value)
    else this.append(literal)
  }
}
