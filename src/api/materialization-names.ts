export { materializationNames } from "../project/materializations.ts"
