/** SQL that Redshift refuses: the wrong part stands between `<<` and `>>`; then the code, and what the error says. */
export type ProblemCase = readonly [sql: string, code: string, message: string, hint?: string]
