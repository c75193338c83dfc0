/** One function; several statements are its forms for several types. One may call another (`uses`). */
interface PostgresFunction {
  readonly sql: readonly string[]
  readonly uses?: readonly string[]
}

export type PostgresFunctions = Readonly<Record<string, PostgresFunction>>

export const wholeNumbers: readonly string[] = ["smallint", "integer", "bigint"]

/** Types that have the same text in Redshift. */
export const asText: readonly string[] = [...wholeNumbers, "numeric", "date", "timestamp", "time"]

/** A function of one expression. */
export function immutable(signature: string, result: string, body: string, more = ""): string {
  return `create or replace function _lux.${signature} returns ${result} language sql immutable parallel safe${more} as $$ ${body} $$`
}

/** A function that tests what it is given. */
export function checked(signature: string, result: string, body: string): string {
  return `create or replace function _lux.${signature} returns ${result} language plpgsql immutable parallel safe as $$ ${body} $$`
}
