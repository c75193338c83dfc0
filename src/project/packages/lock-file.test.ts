import { expect, it } from "vitest"
import { lockText, readLock } from "./lock-file.ts"

it.each(["0a1b2c3d4e5f6071", "1234567890123456", "0123456701234567", "12345678901e3456", "1234567e90123456"])(
  "a lock file reads as it was written, also where the digest %s looks like a number",
  (asked) => {
    const lock = { asked, packages: [{ name: "checks", from: "git x", asked: "1.10", resolved: "1e5" }] }
    expect(readLock({ path: "package-lock.yml", text: lockText(lock) })).toEqual({ version: 1, ...lock })
  },
)
