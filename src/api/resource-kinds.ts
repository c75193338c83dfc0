/** What there may be in a project, for whoever lists it. */
export { resourceKinds } from "../project/resource-kinds.ts"
