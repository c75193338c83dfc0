export type { SqlDialect } from "../project/types.ts"
