import { describe, expect, it } from "vitest"
import { everyTick } from "./schedules.ts"

describe("the schedule of a collector", () => {
  it.each([
    [60, "cron(0/1 * * * ? *)"],
    [300, "cron(0/5 * * * ? *)"],
    [3600, "cron(0 * * * ? *)"],
    [4 * 3600, "cron(0 0/4 * * ? *)"],
    [86_400, "cron(0 0 * * ? *)"],
  ])("of %i seconds starts at its ticks", (seconds, expression) => {
    expect(everyTick(seconds)).toBe(expression)
  })

  it.each([30, 90, 420, 5400, 5 * 3600, 2 * 86_400])("of %i seconds is refused", (seconds) => {
    expect(() => everyTick(seconds)).toThrow(`a schedule of every ${seconds} seconds`)
  })
})
