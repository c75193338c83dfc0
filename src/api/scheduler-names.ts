/** The schedulers of `lux orchestrate`, for the command line. */
export { type SchedulerName, schedulerFacts } from "../orchestrate/scheduler-names.ts"
