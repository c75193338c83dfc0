import type { Refusals } from "../statements.ts"

/** What Postgres's messages mean, and Redshift's, which it shares. */
export const postgresRefusals: Refusals = {
  isDependedOn: ({ message }) => /cannot drop .* because other objects depend on it/is.test(message),
  changesViewColumns: ({ message }) =>
    /cannot (change (name|data type|number) of|drop columns from) (columns in )?view/i.test(message),
  columnTwice: ({ message }) =>
    /column "(.+)" (?:specified more than once|(?:is )?duplicated)/i.exec(message)?.[1],
  foundRows: ({ message }) => /(division|divide) by zero/i.test(message),
}
