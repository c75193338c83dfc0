import type { TestModule, Vitest } from "vitest/node"

/** Prints how many tests were left out, and what the machine lacks for them. A test that is left out for no reason fails the run. */
export default class SkippedReporter {
  #isPart = false

  onInit({ config }: Vitest): void {
    this.#isPart = config.testNamePattern !== undefined
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#isPart) return
    const counts = new Map<string, number>()
    const unexplained: string[] = []
    for (const module of modules)
      for (const test of module.children.allTests("skipped")) {
        const reason = /\(needs (.*?)\)(?: > |$)/.exec(test.fullName)?.[1]
        if (reason === undefined) unexplained.push(`${module.moduleId}: ${test.fullName}`)
        else counts.set(reason, (counts.get(reason) ?? 0) + 1)
      }
    for (const [reason, count] of [...counts].sort())
      process.stdout.write(`skipped: ${count} ${count === 1 ? "test" : "tests"}, for want of ${reason}\n`)
    for (const text of unexplained) process.stdout.write(`skipped without a reason: ${text}\n`)
    if (unexplained.length > 0) process.exitCode = 1
  }
}
