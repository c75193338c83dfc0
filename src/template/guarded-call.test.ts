import { describe, expect, it } from "vitest"
import { guardedCall } from "./guarded-call.ts"

describe("the call of a function that may do anything", () => {
  it("gives what the function gives, and throws what it throws", () => {
    expect(guardedCall(() => ({ a: 1 }), 1000)).toEqual({ a: 1 })
    expect(() =>
      guardedCall(() => {
        throw new TypeError("own")
      }, 1000),
    ).toThrow(new TypeError("own"))
  })

  it("may be inside another", () => {
    expect(guardedCall(() => guardedCall(() => 1, 1000) + guardedCall(() => 2, 1000), 1000)).toBe(3)
  })

  it.each([
    ["an endless loop", loopForever, "it ran for longer than 0.05 s"],
    ["process.exit", () => process.exit(0), "it calls process.exit"],
    ["a timer", () => setTimeout(() => undefined, 1), "it calls setTimeout"],
    ["a rejected promise", () => void Promise.reject(new Error("late")), "a promise"],
    ["an async function that is not waited for", () => void later(), "a promise"],
  ])("refuses %s", (_, work, message) => {
    const { exit } = process
    const timer = setTimeout
    expect(() => guardedCall(work, 50)).toThrow(message)
    // What was taken away is given back.
    expect([process.exit, setTimeout]).toEqual([exit, timer])
  })

  it("lets the function return a promise, whose caller says what is wrong with it", () => {
    const promise = guardedCall(() => Promise.reject(new Error("late")), 1000)
    expect(promise).toBeInstanceOf(Promise)
  })

  it("keeps standard output clean", () => {
    const written: unknown[] = []
    const { write } = process.stdout
    process.stdout.write = (text: unknown) => written.push(text) > 0
    try {
      guardedCall(() => process.stdout.write(""), 1000)
      process.stdout.write("own")
    } finally {
      process.stdout.write = write
    }
    expect(written).toEqual(["own"])
  })
})

function loopForever(): never {
  for (;;);
}

async function later(): Promise<void> {
  await Promise.resolve()
  throw new Error("late")
}
