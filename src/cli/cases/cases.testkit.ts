import type { Case } from "./case.testkit.ts"
import { checkCases } from "./checks.testkit.ts"
import { commandCases } from "./commands.testkit.ts"
import { incrementalCases } from "./incremental.testkit.ts"
import { publishingCases } from "./publishing.testkit.ts"
import { queryCases } from "./queries.testkit.ts"
import { readingCases } from "./reading.testkit.ts"
import { seedCases } from "./seeds.testkit.ts"
import { snapshotCases } from "./snapshots.testkit.ts"
import { storedTypeCases } from "./stored-types.testkit.ts"

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
