/** What other programs use of lux's way to Redshift: `import { RedshiftDataApiDialect } from "lux-sql/redshift"`. */
export type { DataApiConfig } from "./data-api/data-api-config.ts"
export { RedshiftDataApiDialect } from "./data-api/redshift-data-api-dialect.ts"
export { faultOf, isRepeatable, StatementFailed, type StatementFault } from "./data-api/statement-faults.ts"
