/** What code of macros starts and nobody awaits fails later, as an error of its file. */
export { lateErrorOfMacros } from "../template/macro-code.ts"
