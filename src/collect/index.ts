/** What collectors are written with: `import { collector } from "lux-sql/collect"`. */
export {
  type CollectorDeclaration,
  type Collectors,
  collectorsSchema,
  type Field,
  type Unit,
  type Write,
} from "../project/collectors/declaration.ts"
export { collectedAtOf, fileAt, globsOf, modelOf, rejectsAt, sourceOf } from "../project/collectors/paths.ts"
export { hideSecrets, masked } from "../secrets.ts"
export type { Answer, Calls, Request, Service, Usage } from "./calls.ts"
export {
  type CollectorOptions,
  collector,
  type Got,
  type Memory,
  type Run,
  type Session,
  type TokenCare,
} from "./collector.ts"
export { packagedDeclaration } from "./declared.ts"
export { type CollectEvent, eventSchema } from "./event.ts"
export { CollectFailure, type FailureDetails } from "./failure.ts"
export { type Handler, type LambdaContext, NotComplete } from "./handler.ts"
export { writeJson } from "./json.ts"
export { type Lake, openLake } from "./lake.ts"
export { type FailedUnit, type FailureKind, failureKinds, type Report, reportSchema } from "./report.ts"
export { reportsBetween } from "./report-files.ts"
export type { Observer, Surroundings } from "./surroundings.ts"
export { durationMs, tickAt, tickName, ticksBetween } from "./tick.ts"
