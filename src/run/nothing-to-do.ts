import type { RunCommand } from "./scope.ts"

const wantedBy = {
  run: "models",
  test: "tests",
  build: "seeds, snapshots, models or tests",
  seed: "seeds",
  snapshot: "snapshots",
} as const

export function nothingToDo(command: RunCommand, selection: string | undefined): string {
  const where = selection === undefined ? "the project has" : "what is selected has"
  return `nothing to ${command}: ${where} no ${wantedBy[command]}`
}
