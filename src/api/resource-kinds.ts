/** What there may be in a project, for anyone who lists it. */
export { resourceKinds } from "../project/resource-kinds.ts"
