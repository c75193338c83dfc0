/** What collectors are written with: `import { collector } from "lux/collect"`. */
export {
  type CollectorDeclaration,
  type Collectors,
  collectorsSchema,
  type Field,
  type Unit,
  type Write,
} from "../project/collectors/declaration.ts"
export { collectedAtOf, fileAt, globsOf, modelOf, rejectsAt, sourceOf } from "../project/collectors/paths.ts"
export { type CollectEvent, eventSchema } from "./event.ts"
export { type FailedUnit, type FailureKind, failureKinds, type Report, reportSchema } from "./report.ts"
