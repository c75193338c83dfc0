import { resolve } from "node:path"
import type { ProjectNames } from "../../api/types.ts"
import { type Candidate, complete } from "./complete.ts"

/**
 * What the scripts of `lux completion` call: `lux __complete WORD ...`, the last word being the one to complete. Prints
 * one candidate a line, behind a tab what it means. Never an error: nobody asked for one.
 */
export async function printCandidates(words: readonly string[]): Promise<void> {
  const candidates = await complete(words, namesOf).catch((): readonly Candidate[] => [])
  const lines = candidates.map(({ text, meaning }) => (meaning === undefined ? text : `${text}\t${meaning}`))
  process.stdout.write(lines.map((line) => `${line}\n`).join(""))
}

async function namesOf(args: {
  readonly projectDir: string | undefined
  readonly target: string | undefined
}): Promise<ProjectNames> {
  const { createLux } = await import("../../api/create-lux.ts")
  const { projectDir = ".", target } = args
  return createLux({ projectDir: resolve(projectDir), target, env: process.env }).names()
}
