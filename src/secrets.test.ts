import { describe, expect, it } from "vitest"
import {
  hideSecrets,
  hideSecretVars,
  holdsSecret,
  isSecret,
  masked,
  maskedDeep,
  maskedJson,
} from "./secrets.ts"

describe("a variable is a secret", () => {
  it.each([
    ["API_TOKEN", "x", true],
    ["token", "x", true],
    ["PGPASSWORD", "x", true],
    ["MY_PASSWD", "x", true],
    ["CLIENT_SECRET_ID", "x", true],
    ["GOOGLE_CREDENTIALS", "x", true],
    ["AWS_SECRET_ACCESS_KEY", "x", true],
    ["STRIPE_KEY", "123456789012", true],
    ["SORT_KEY", "id", false],
    ["KEY", "123456789012", false],
    ["AWS_ACCESS_KEY_ID", "123456789012", false],
    ["HOME", "/root", false],
  ])("%s=%s: %s", (name, value, expected) => expect(isSecret(name, value)).toBe(expected))

  it("as the project says it is, or is not", () => {
    const names = { secrets: ["SLACK_HOOK"], notSecrets: ["TOKEN_COLUMN"] }
    expect(isSecret("SLACK_HOOK", "x", names)).toBe(true)
    expect(isSecret("TOKEN_COLUMN", "x", names)).toBe(false)
  })
})

describe("what is shown", () => {
  it("has a mask for a secret, as it is and as it stands in JSON, SQL and addresses", () => {
    hideSecrets({ A_TOKEN: `it's "7/8"\\`, PATH: "/usr/bin" })
    expect(masked(`select 'it''s "7/8"\\' from "/usr/bin"`)).toBe(`select '***' from "/usr/bin"`)
    expect(masked(`it's "7/8"\\`)).toBe("***")
    expect(JSON.parse(maskedJson(JSON.stringify({ a: `x it's "7/8"\\ y` })))).toEqual({ a: "x *** y" })
    expect(masked(`https://x:${encodeURIComponent(`it's "7/8"\\`)}@host`)).toBe("https://x:***@host")
  })

  it("has a mask for each line of a secret, and for the longer of two that begin alike", () => {
    hideSecrets({ PRIVATE_SECRET: "first line\nsecond line", ONE_TOKEN: "abcdef", TWO_TOKEN: "abcdefgh" })
    expect(masked("a second line, abcdefgh, abcdef")).toBe("a ***, ***, ***")
  })

  it("keeps numbers of JSON and short values", () => {
    hideSecrets({ PIN_TOKEN: "202411", ONE_PASSWORD: "1" })
    expect(maskedJson('{"rows":202411,"text":"pin 202411, 1"}')).toBe('{"rows":202411,"text":"pin ***, 1"}')
    expect(maskedDeep({ rows: 202411, text: ["202411"], at: null })).toEqual({
      rows: 202411,
      text: ["***"],
      at: null,
    })
    expect(holdsSecret(Buffer.from("x 202411 y"))).toBe(true)
  })

  it("has a mask for a secret of --vars that is a long number, which is an object that prints itself", () => {
    class Long {
      toString(): string {
        return "17895695668004551"
      }
    }
    hideSecretVars({ api_token: new Long(), other: new Long() }, { secrets: [], notSecrets: [] })
    expect(masked("id 17895695668004551")).toBe("id ***")
  })

  it("has what the project says is not a secret", () => {
    hideSecrets({ COLUMN_TOKEN: "customer_ref" })
    expect(masked("customer_ref")).toBe("***")
    hideSecrets({ COLUMN_TOKEN: "customer_ref" }, { secrets: [], notSecrets: ["COLUMN_TOKEN"] })
    expect(masked("customer_ref")).toBe("customer_ref")
  })
})
