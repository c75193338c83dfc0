import type { Case } from "./case.ts"
import { checkCases } from "./checks.ts"
import { commandCases } from "./commands.ts"
import { incrementalCases } from "./incremental.ts"
import { publishingCases } from "./publishing.ts"
import { queryCases } from "./queries.ts"
import { readingCases } from "./reading.ts"
import { seedCases } from "./seeds.ts"
import { snapshotCases } from "./snapshots.ts"
import { storedTypeCases } from "./stored-types.ts"

/** All cases, sorted by their ids. */
export const cases: readonly Case[] = [
  ...checkCases,
  ...commandCases,
  ...incrementalCases,
  ...publishingCases,
  ...queryCases,
  ...readingCases,
  ...seedCases,
  ...snapshotCases,
  ...storedTypeCases,
].sort((a, b) => (a.id < b.id ? -1 : 1))
