import { identifier } from "./identifier.ts"
import { shortName } from "./short-name.ts"

/** A table or view in the warehouse. Without a schema it is a relation of the session alone (a temporary one). */
export class Relation {
  readonly schema: string | undefined
  readonly name: string

  constructor(schema: string | undefined, name: string) {
    this.schema = schema
    this.name = name
  }

  /** The relation next to this one whose name ends in `suffix`, such as its candidate; of a long name the beginning stays. */
  withSuffix(suffix: string): Relation {
    return new Relation(this.schema, shortName(this.name, suffix))
  }

  /** `schema.name`, unquoted, as people say it. Two relations are the same when their labels are. */
  get label(): string {
    return this.schema === undefined ? this.name : `${this.schema}.${this.name}`
  }

  /** As SQL. */
  toString(): string {
    const name = identifier(this.name)
    return this.schema === undefined ? name : `${identifier(this.schema)}.${name}`
  }
}
