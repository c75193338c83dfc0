/** The thread in which queries are analysed. */
import { parentPort } from "node:worker_threads"
import { type AnalysisRequest, analyseText } from "./analyse-text.ts"

parentPort?.on("message", ({ id, request }: { readonly id: number; readonly request: AnalysisRequest }) => {
  try {
    parentPort?.postMessage({ id, analysis: analyseText(request) })
  } catch (error) {
    // The thread may be in any state after this: anyone who asked gets no answer and a new thread.
    parentPort?.postMessage({ id, failed: error instanceof Error ? error.message : String(error) })
  }
})
