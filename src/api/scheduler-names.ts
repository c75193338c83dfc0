/** The schedulers of `lux orchestrate`, for the command line. */
export { type SchedulerName, schedulerFacts, schedulerNames } from "../orchestrate/scheduler-names.ts"
